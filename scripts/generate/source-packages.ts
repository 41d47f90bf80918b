import { type Blueprint, blueprint, type Need, needCapability, needLibrary, needPackage } from "./blueprint.ts";
import { glibcSymbols } from "./core-packages.ts";
import type { SourceName } from "./names.ts";
import type { Random } from "./random.ts";

/** The packages made so far: new ones need only these, so that needs have no cycles beyond the core's. */
export interface Known {
  readonly libraries: readonly Blueprint[];
  readonly pythonModules: readonly Blueprint[];
  readonly perlModules: readonly Blueprint[];
  readonly programs: readonly Blueprint[];
}

/** The packages of one source package, by what kind of software it is. */
export function sourcePackages(source: SourceName, known: Known, random: Random): readonly Blueprint[] {
  switch (source.archetype) {
    case "library":
      return libraryPackages(source, known, random);
    case "tool":
      return toolPackages(source, known, random);
    case "daemon":
      return daemonPackages(source, known, random);
    case "python":
      return [pythonPackage(source, known, random)];
    case "perl":
      return [perlPackage(source, known, random)];
    case "font":
      return [fontPackage(source, random)];
    case "data":
      return [blueprint(source.name, { noarch: true, files: [`/usr/share/${source.name}/data`] })];
  }
}

function libraryPackages(source: SourceName, known: Known, random: Random): readonly Blueprint[] {
  const base = source.name.replace(/-libs$/, "");
  const stem = base.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  const numbers = source.version.split(".");
  const symbols = random.chance(0.4)
    ? [1, 2, 3].slice(0, random.integer(1, 3)).map((step) => `${stem}_${numbers[0]}.${step}`)
    : [];
  const multilib = random.chance(0.9);
  const library = blueprint(source.name, {
    multilib,
    soname: source.soname ?? `${base}.so.1`,
    symbols,
    needs: [libcNeed(random), ...libraryNeeds(known, random, random.integer(0, 3))],
  });
  const packages = [library];
  if (random.chance(0.5)) {
    packages.push(
      blueprint(`${base}-devel`, {
        multilib,
        provides: [`pkgconfig(${base}) =`],
        needs: [needPackage(source.name, "same")],
        files: [`/usr/include/${base}.h`, `/usr/share/pkgconfig/${base}.pc`],
      }),
    );
  }
  if (random.chance(0.15)) {
    packages.push(
      blueprint(`${base}-utils`, {
        needs: [needPackage(source.name, "same"), libcNeed(random)],
        files: [`/usr/bin/${base}-config`],
      }),
    );
  }
  return packages;
}

function toolPackages(source: SourceName, known: Known, random: Random): readonly Blueprint[] {
  const { name } = source;
  const common = random.chance(0.15);
  const program = blueprint(name, {
    needs: [
      libcNeed(random),
      ...libraryNeeds(known, random, random.integer(1, 4)),
      ...scriptNeeds(known, random),
      ...(common ? [needPackage(`${name}-common`, "same")] : []),
    ],
    recommends: random.chance(0.12) ? anyPackages(known, random, 1) : [],
    suggests: random.chance(0.06) ? anyPackages(known, random, 1) : [],
    files: [`/usr/bin/${name}`],
    configFiles: random.chance(0.2) ? [`/etc/${name}.conf`] : [],
  });
  const packages = [program];
  if (common) packages.push(blueprint(`${name}-common`, { noarch: true, files: [`/usr/share/${name}/common`] }));
  if (random.chance(0.12)) {
    packages.push(
      blueprint(`${name}-doc`, {
        noarch: true,
        needs: random.chance(0.5) ? [needPackage(name, "same")] : [],
        files: [`/usr/share/doc/${name}-doc/README`],
      }),
    );
  }
  return packages;
}

function daemonPackages(source: SourceName, known: Known, random: Random): readonly Blueprint[] {
  const { name } = source;
  const daemon = blueprint(name, {
    provides: random.chance(0.3) ? [`server(${name}) =`] : [],
    needs: [
      libcNeed(random),
      needPackage("systemd"),
      needCapability("/bin/sh", "bash"),
      ...libraryNeeds(known, random, random.integer(1, 5)),
      ...scriptNeeds(known, random),
      ...(known.programs.length > 2 && random.chance(0.15) ? [eitherNeed(known, random)] : []),
      ...(random.chance(0.15)
        ? [{ kind: "if", name: `${name}-selinux`, condition: "selinux-policy-targeted" } as const]
        : []),
    ],
    recommends: random.chance(0.25) ? anyPackages(known, random, random.integer(1, 2)) : [],
    files: [`/usr/sbin/${name}`, `/usr/lib/systemd/system/${name}.service`],
    configFiles: [`/etc/${name}/${name}.conf`],
  });
  const packages = [daemon];
  if (daemon.needs.some((need) => need.kind === "if")) {
    packages.push(blueprint(`${name}-selinux`, { noarch: true, recommends: [needPackage(name, "at-least")] }));
  }
  for (const plugin of ["ldap", "tls", "tools"]) {
    if (!random.chance(0.12)) continue;
    packages.push(
      blueprint(`${name}-${plugin}`, {
        needs: [needPackage(name, "same"), libcNeed(random), ...libraryNeeds(known, random, 1)],
        supplements: random.chance(0.2) ? [`(${name} and ${random.pick(known.libraries).name})`] : [],
        enhances: random.chance(0.2) ? [name] : [],
      }),
    );
  }
  return packages;
}

function pythonPackage(source: SourceName, known: Known, random: Random): Blueprint {
  const noarch = random.chance(0.7);
  const needs: Need[] = [needCapability("python(abi) = 3.9", "python3")];
  if (!noarch) needs.push(libcNeed(random), ...libraryNeeds(known, random, random.integer(1, 2)));
  for (const module of random.sample(known.pythonModules, random.integer(0, 2))) {
    const distribution = module.name.replace(/^python3-/, "");
    if (random.chance(0.4)) needs.push(needCapability(`python3.9dist(${distribution})`, module.name));
    else if (random.chance(0.3)) needs.push({ kind: "range", name: module.name });
    else needs.push(needPackage(module.name, random.chance(0.4) ? "at-least" : "any"));
  }
  return blueprint(`python3-${source.name}`, {
    noarch,
    provides: [`python3.9dist(${source.name}) =`, `python3dist(${source.name}) =`, `python3.9-${source.name} =`],
    needs,
    recommends: random.chance(0.06) ? anyPackages(known, random, 1) : [],
    files: [`/usr/lib/python3.9/site-packages/${source.name}/__init__.py`],
  });
}

function perlPackage(source: SourceName, known: Known, random: Random): Blueprint {
  const noarch = random.chance(0.6);
  const modules = random.sample(known.perlModules, random.integer(0, 3));
  return blueprint(`perl-${source.name}`, {
    noarch,
    provides: [`${perlModule(source.name)} =`],
    needs: [
      needCapability("perl(:MODULE_COMPAT_5.32.1)", "perl-libs"),
      needCapability("perl(strict)", "perl-libs"),
      ...(noarch ? [] : [libcNeed(random), needLibrary("perl-libs")]),
      ...modules.map((module) => needCapability(perlModule(module.name.replace(/^perl-/, "")), module.name)),
    ],
    files: [`/usr/share/perl5/vendor_perl/${source.name}.pm`],
  });
}

function fontPackage(source: SourceName, random: Random): Blueprint {
  return blueprint(`${source.name}-fonts`, {
    noarch: true,
    provides: [`font(${source.name.replaceAll("-", "")})`],
    supplements: random.chance(0.3) ? ["(fontconfig and langpacks-en)"] : [],
    files: [`/usr/share/fonts/${source.name}/${source.name}.ttf`],
  });
}

function perlModule(name: string): string {
  return `perl(${name.replaceAll("-", "::")})`;
}

function libcNeed(random: Random): Need {
  return needLibrary("glibc", random.pick(glibcSymbols));
}

function libraryNeeds(known: Known, random: Random, count: number): Need[] {
  return random.sample(known.libraries, count).map((library) => {
    const [...symbols] = library.symbols;
    if (random.chance(0.1)) return needPackage(library.name, "at-least");
    return symbols.length > 0 ? needLibrary(library.name, random.pick(symbols)) : needLibrary(library.name);
  });
}

function scriptNeeds(known: Known, random: Random): Need[] {
  const needs: Need[] = [];
  if (random.chance(0.25)) needs.push(needCapability("/bin/sh", "bash"));
  if (random.chance(0.08)) needs.push(needCapability("/usr/bin/python3", "python3"));
  if (random.chance(0.08)) needs.push(needCapability("/usr/bin/perl", "perl-interpreter"));
  if (known.programs.length > 2 && random.chance(0.06)) needs.push(eitherNeed(known, random));
  if (known.programs.length > 0 && random.chance(0.2)) needs.push(...anyPackages(known, random, 1));
  return needs;
}

function eitherNeed(known: Known, random: Random): Need {
  const [first, second] = random.sample(known.programs, 2);
  return { kind: "either", names: [first?.name ?? "bash", second?.name ?? "coreutils"] };
}

function anyPackages(known: Known, random: Random, count: number): Need[] {
  const version = random.chance(0.3) ? "at-least" : "any";
  return random.sample(known.programs, count).map((program) => needPackage(program.name, version));
}
