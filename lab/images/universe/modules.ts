import { defaultsDocument, streamDocument } from "../../../scripts/generate/module-documents.ts";
import { bytes, type LabPackage, labPackage } from "../lab-package.ts";
import type { Edition } from "../releases.ts";

/** A module stream as one edition has it. */
interface Stream {
  readonly name: string;
  readonly stream: string;
  readonly version: bigint;
  readonly context: string;
  readonly packages: readonly LabPackage[];
}

/** The stream that a fresh host has enabled and uses; none on EL 10, which knows no modules. */
export function enabledStream({ major }: Edition): { readonly name: string; readonly stream: string } | undefined {
  return major === 10 ? undefined : { name: "nodejs", stream: "18" };
}

export function modulePackages(edition: Edition): readonly LabPackage[] {
  return streams(edition).flatMap((stream) => stream.packages);
}

/** modules.yaml of AppStream; "" where there are none. */
export function moduleDocuments(edition: Edition): string {
  const all = streams(edition);
  if (all.length === 0) return "";
  const documents = all.map((stream) =>
    streamDocument(
      {
        ...stream,
        number: 1,
        isStatic: false,
        age: 1,
        requires: [],
        platform: [`el${edition.major}`],
        demodularized: [],
      },
      stream.packages.map((own) => ({
        ...own,
        epoch: own.epoch ?? 0,
        vendor: edition.vendor,
        buildTime: 0,
        sourceRpm: `nodejs-${own.version}-${own.release}.src.rpm`,
        installedSize: 0,
        packageSize: 0,
        dependencies: {},
        files: [],
      })),
    ),
  );
  return documents.join("") + defaultsDocument("nodejs", "18", 1);
}

function streams(edition: Edition): readonly Stream[] {
  if (edition.major === 10) return [];
  const ofAlma = edition.kind === "alma";
  const version = BigInt(`${edition.major}0${ofAlma ? "800" : "700"}20240101${ofAlma ? "120000" : "090000"}`);
  const context = ofAlma ? "a75119d5" : "c0ffee42";
  return [
    { stream: "18", evr: "1:18.20.8-1" },
    { stream: "20", evr: "1:20.19.4-1" },
  ].map(({ stream, evr }) => {
    const release = `module_el${edition.major}.${ofAlma ? "8.0+2" : "7.0+1"}+${context}`;
    const module = `nodejs:${stream}:${version}:${context}`;
    const make = (name: string): LabPackage =>
      labPackage(name, `${evr}.${release}`, {
        repository: "appstream",
        module,
        installed: stream === "18" && name === "nodejs",
        requires: name === "nodejs" ? ["glibc", "nodejs-libs = @EVR@"] : ["glibc"],
        files: { [`/usr/lib64/${name}/program`]: bytes(200_000, `${edition.id} ${stream}`) },
      });
    const packages = [make("nodejs"), { ...make("nodejs-libs"), installed: stream === "18" }, make("npm")];
    return { name: "nodejs", stream, version, context, packages };
  });
}
