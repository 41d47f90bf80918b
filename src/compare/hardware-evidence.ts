import type { Release } from "../catalog/release.ts";
import type { RemovedDriver } from "../catalog/removed-driver.ts";
import { fits, removalOf } from "../checks/hardware/removed-drivers.ts";
import { counted, listed } from "../checks/words.ts";
import type { FactValue } from "../facts/facts.ts";
import { chooseBuild } from "../routes/plan-route.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds, toldOf } from "./host-grounds.ts";
import { isFerrys } from "./way-to.ts";

type PciDevice = FactValue<"pciDevices">[number];

/** Whether the packages of the candidate run on this processor, by the x86-64 level. */
export function processorEvidence(
  { facts, release: now }: HostGrounds,
  { release }: Pick<TargetGrounds, "release">,
  context: CompareContext,
): Evidence {
  const machine = factOf(facts, "machine");
  if (release.id === now.id) return runsNow("processor", "It runs on this processor now");
  if (machine === undefined) return unknownEvidence("processor", "The processor of this host could not be read");
  const { architecture, cpuLevel, cpuModel } = machine;
  const builds = release.builds.filter((build) => build.machine === architecture);
  const told = toldOf(release, "cpu-level", context.catalog);
  const needed =
    builds[0]?.cpuLevel ?? (architecture === "x86_64" ? Number(/x86-64-v(\d)/.exec(told?.value ?? "")?.[1] ?? 1) : 1);
  if (release.builds.length > 0 && builds.length === 0) {
    return stopped("processor", `${release.title} has no build for ${architecture}`, "no build", []);
  }
  if (!isFerrys(release) && architecture !== "x86_64") return otherArchitecture(release, architecture, context);
  if (!isFerrys(release) && told === undefined) {
    return unknownEvidence("processor", `Which x86-64 level ${release.title} needs is not known`);
  }
  const model = cpuModel === undefined ? "" : ` (${cpuModel})`;
  const numbers: readonly Measured[] = [
    { name: "x86-64 level of the processor", value: cpuLevel ?? null, unit: "level", source: "facts: machine" },
    {
      name: "x86-64 level that is needed",
      value: architecture === "x86_64" ? needed : null,
      unit: "level",
      source: told?.source ?? "data/releases",
    },
  ];
  if (architecture !== "x86_64") {
    return { ...good("processor", `${release.title} has a build for ${architecture}`, architecture), numbers };
  }
  if (cpuLevel === undefined) {
    if (needed === 1)
      return { ...good("processor", `${release.title} runs on every x86-64 processor`, "any"), numbers };
    if (levelOf(now, context) >= needed) {
      const says = `${release.title} needs x86-64-v${needed}, as ${now.title} does, which runs here`;
      return { ...good("processor", says, `needs v${needed}`), numbers };
    }
    return unknownEvidence("processor", `Whether this processor is x86-64-v${needed} could not be told`, {
      numbers,
      condition: `${release.title} needs x86-64-v${needed}${otherBuild(builds, needed)}: whether the processor has it is not known`,
    });
  }
  if (cpuLevel >= needed) {
    const says = `${release.title} needs x86-64-v${needed}, and this processor is x86-64-v${cpuLevel}${model}`;
    return { ...good("processor", says, `v${cpuLevel}, needs v${needed}`), numbers };
  }
  const build = chooseBuild(release, { architecture, cpuLevel });
  const remedy = `an x86-64-v${needed} processor`;
  if (build === undefined) {
    const says = `${release.title} needs x86-64-v${needed}, and this processor is x86-64-v${cpuLevel}${model}`;
    return { ...stopped("processor", says, `v${cpuLevel}, needs v${needed}`, numbers), remedy };
  }
  return {
    topic: "processor",
    verdict: "against",
    worth: 0.4,
    short: `${build.architecture.replace("x86_64_", "")} build`,
    says: `This processor is x86-64-v${cpuLevel}${model}: only the ${build.architecture} build of ${release.title} runs on it, and third parties build for x86-64-v${needed}`,
    details: [],
    numbers,
    remedy,
  };
}

/** A build for lower processors, in brackets: "(its x86_64_v2 build: v2)". */
function otherBuild(builds: Release["builds"], needed: number): string {
  const lower = builds.find(({ cpuLevel }) => cpuLevel !== undefined && cpuLevel < needed);
  return lower === undefined ? "" : ` (its ${lower.architecture} build: v${lower.cpuLevel})`;
}

/** The lowest x86-64 level that a release runs on; 1 where nothing tells more. */
function levelOf(release: Release, { catalog }: CompareContext): number {
  const builds = release.builds.filter(({ machine }) => machine === "x86_64");
  if (builds.length > 0) return Math.min(...builds.map(({ cpuLevel }) => cpuLevel ?? 1));
  return Number(/x86-64-v(\d)/.exec(toldOf(release, "cpu-level", catalog)?.value ?? "")?.[1] ?? 1);
}

/** Whether another distribution is built for it, by what its facts tell. */
function otherArchitecture(release: Release, architecture: string, { catalog }: CompareContext): Evidence {
  const told = toldOf(release, "architectures", catalog);
  if (told === undefined)
    return unknownEvidence("processor", `Whether ${release.title} is built for ${architecture} is not known`);
  const numbers: readonly Measured[] = [
    { name: "architectures", value: told.value, unit: "words", source: told.source },
  ];
  return new RegExp(`\\b${architecture}\\b`).test(told.value)
    ? { ...good("processor", `${release.title} has a build for ${architecture}`, architecture), numbers }
    : stopped("processor", `${release.title} has no build for ${architecture}`, "no build", numbers);
}

/** What the kernels of a release no longer drive: what AlmaLinux put back is only there. */
export function removedFor(
  { vendor }: Pick<Release, "vendor">,
  records: readonly RemovedDriver[],
): readonly RemovedDriver[] {
  return vendor === "almalinux" ? records : records.map((record) => ({ ...record, keptByAlmaLinux: false }));
}

/** Whether the kernels on the way drive every storage and network device, and whether somebody maintains the drivers. */
export function deviceEvidence(
  { facts, release: now }: HostGrounds,
  { release, findings }: TargetGrounds,
  { catalog }: CompareContext,
): Evidence {
  const stays = release.id === now.id;
  const stops = findings.filter(
    ({ check, isUnknown }) =>
      !isUnknown && ["hardware/removed-drivers", "storage/file-systems", "system/architecture"].includes(check),
  );
  const pci = factOf(facts, "pciDevices");
  if (pci === undefined) {
    return stays
      ? runsNow("devices", "Its devices are driven now")
      : unknownEvidence("devices", "The devices of this host could not be read");
  }
  const devices = pci.filter((device) => /^0[12]/.test(device.class) && device.driver !== undefined);
  // Xen's and Hyper-V's cards are on no PCI bus
  const hasPciCard = devices.some((device) => device.class.startsWith("02"));
  const others = hasPciCard
    ? []
    : (factOf(facts, "networkDevices") ?? []).flatMap(({ driver }) =>
        driver === undefined || driver === "" ? [] : [driver],
      );
  // What an earlier major version lost no later one has, whatever way leads there.
  const passed = Array.from({ length: Math.max(0, release.major - now.major) }, (_, index) => now.major + 1 + index);
  const records = removedFor(release, catalog.removedDrivers);
  // What AlmaLinux put back is left behind with it, whichever major version lost it.
  const leaves = now.vendor === "almalinux" && release.vendor !== "almalinux";
  const leftBehind = catalog.removedDrivers.filter((record) => leaves && record.keptByAlmaLinux);
  const removed = devices.flatMap((device) => {
    const record =
      passed.map((major) => removalOf(device, major, records)).find((one) => one !== undefined) ??
      leftBehind.find((one) => one.major <= now.major && fits(one, device));
    return record === undefined ? [] : [{ device, record }];
  });
  const unmaintained = devices.filter(
    (device) =>
      !removed.some((one) => one.device === device) &&
      catalog.unmaintainedDrivers.some((record) => record.major === release.major && fits(record, device)),
  );
  const putBack = devices.filter((device) =>
    records.some((record) => record.keptByAlmaLinux && passed.includes(record.major) && fits(record, device)),
  );
  const source = urlsOfDrivers(catalog);
  const numbers: readonly Measured[] = [
    { name: "storage and network devices", value: devices.length, unit: "devices", source: "facts: pciDevices" },
    { name: "not driven", value: removed.length, unit: "devices", source },
    { name: "driven, not maintained", value: unmaintained.length, unit: "devices", source },
    { name: "driven because AlmaLinux put the driver back", value: putBack.length, unit: "devices", source },
  ];
  const details = [
    ...removed.map(({ device, record }) => `${nameOf(device)}: ${record.title}, removed in EL${record.major}`),
    ...unmaintained.map((device) => `${nameOf(device)}: in EL${release.major}, not maintained there`),
    ...putBack.map((device) => `${nameOf(device)}: put back by AlmaLinux`),
  ];
  if (stops.length > 0) {
    const says = listed(stops.map(({ title }) => title));
    return {
      ...stopped("devices", says, "does not boot", numbers),
      details,
      remedy: stops.some(({ check }) => check === "storage/file-systems")
        ? "file systems that it mounts"
        : "hardware that it drives",
    };
  }
  if (removed.length > 0) {
    const says = `${release.title} does not drive ${listed(
      removed.map(({ device, record }) => `${record.title} (${device.slot})`),
      3,
    )}`;
    const short = `${removed.length} not driven`;
    return {
      topic: "devices",
      verdict: "against",
      worth: 0.2,
      short,
      says,
      details,
      numbers,
      remedy: "devices that it drives",
    };
  }
  if (stays && unmaintained.length === 0) {
    return { ...runsNow("devices", "Its devices are driven now"), details, numbers };
  }
  if (devices.length === 0 && others.length === 0) {
    return unknownEvidence("devices", "No storage or network device was told, so no driver could be looked up", {
      numbers,
    });
  }
  if (unmaintained.length > 0) {
    const says = `${release.title} drives every storage and network device, but nobody maintains the driver of ${unmaintained.length === 1 ? "one" : `${unmaintained.length} of them`}: ${listed(unmaintained.map(nameOf), 3)}`;
    const short = `${unmaintained.length} orphaned`;
    return { topic: "devices", verdict: "against", worth: 0.6, short, says, details, numbers };
  }
  const count = devices.length + others.length;
  const names = [...new Set([...devices.map(({ driver }) => driver ?? ""), ...others])];
  return {
    topic: "devices",
    verdict: "for",
    worth: 1,
    short: `${count} of ${count}`,
    says: `No driver of its ${counted(count, "storage or network device", "storage and network devices")} is recorded as gone or unmaintained in ${release.title} (${listed(names, 4)})`,
    details,
    numbers,
  };
}

function urlsOfDrivers({ removedDrivers, sources }: CompareContext["catalog"]): string {
  return [...new Set(removedDrivers.flatMap(({ source }) => source))]
    .flatMap((id) => sources.get(id)?.url ?? [])
    .join(" ");
}

function nameOf({ slot, vendor, device, driver }: PciDevice): string {
  return `${slot} ${vendor}:${device} (${driver ?? "no driver"})`;
}

function good(topic: Evidence["topic"], says: string, short: string): Evidence {
  return { topic, verdict: "for", worth: 1, short, says, details: [], numbers: [] };
}

function runsNow(topic: Evidence["topic"], says: string): Evidence {
  return good(topic, says, "as now");
}

function stopped(topic: Evidence["topic"], says: string, short: string, numbers: readonly Measured[]): Evidence {
  return { topic, verdict: "stops", rule: "does-not-boot", worth: 0, short, says, details: [], numbers };
}
