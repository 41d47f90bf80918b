import { type Random, seededRandom } from "../generate/random.ts";

/** What a random testcase has much of. */
export const testcaseMixes = [
  "core",
  "distupgrade",
  "weak",
  "rich",
  "multilib",
  "multiversion",
  "cleandeps",
  "order",
] as const;
export type TestcaseMix = (typeof testcaseMixes)[number];

/**
 * A small testcase in libsolv's format, without the expected lines: a handful of packages in a few versions with any
 * dependencies between them, one to three jobs, and flags. The same seed gives the same text.
 */
export function randomTestcase(seed: string, mix: TestcaseMix, results: readonly string[]): string {
  const random = seededRandom(`testsolv/${mix}/${seed}`);
  const world = new World(random, mix);
  const lines = [
    ...world.repository("system", "0"),
    ...world.repository("available", "0"),
    ...(random.chance(0.3) ? world.repository("other", random.pick(["1", "-1", "0.1", "0"])) : []),
    `system ${mix === "multilib" ? "x86_64" : random.pick(["unset", "x86_64"])} rpm system`,
    ...world.poolFlags(),
    ...world.solverFlags(),
    ...world.jobs(),
    `result ${results.join(",")} <inline>`,
  ];
  return `${lines.join("\n")}\n`;
}

interface Made {
  readonly name: string;
  readonly evr: string;
  readonly id: string;
  readonly repository: string;
}

class World {
  readonly #random: Random;
  readonly #mix: TestcaseMix;
  readonly #names: readonly string[];
  readonly #made: Made[] = [];

  constructor(random: Random, mix: TestcaseMix) {
    this.#random = random;
    this.#mix = mix;
    const names = ["A", "B", "C", "D", "E", "F", "G", "H"];
    // The order of a transaction is about many steps.
    this.#names = mix === "order" ? [...names, "I", "J", "K", "L"] : names.slice(0, random.integer(2, 8));
  }

  repository(name: string, priority: string): string[] {
    const packages = this.#names.flatMap((one) => this.#packages(one, name));
    return [`repo ${name} ${priority} testtags <inline>`, "#>=Ver: 3.0", ...packages];
  }

  #packages(name: string, repository: string): string[] {
    const random = this.#random;
    const isInstalled = repository === "system";
    if (!random.chance(isInstalled ? 0.7 : 0.85)) return [];
    const several = isInstalled ? this.#mix === "multiversion" : true;
    const versions = random.sample(["1", "2", "3"], several ? random.pick([1, 1, 2, 3]) : 1);
    return versions.flatMap((version) => {
      const archs =
        this.#mix === "multilib"
          ? random.pick([["x86_64"], ["i686"], ["noarch"], ["x86_64", "i686"]])
          : [random.pick(["noarch", "noarch", "noarch", "x86_64"])];
      return archs.flatMap((arch) => this.#package(name, version, arch, repository));
    });
  }

  #package(name: string, version: string, arch: string, repository: string): string[] {
    const random = this.#random;
    const isInstalled = repository === "system";
    const evr = `${random.chance(0.05) ? "1:" : ""}${version}-1`;
    const id = `${name}-${evr}.${arch}@${repository}`;
    if (this.#made.some((other) => other.id === id)) return [];
    this.#made.push({ name, evr, id, repository });
    const lines = [`#>=Pkg: ${name} ${evr.slice(0, -2)} 1 ${arch}`, `#>=Prv: ${name} = ${evr}`];
    const add = (tag: string, probability: number, isRichAllowed = true): void => {
      while (random.chance(probability)) lines.push(`#>=${tag}: ${this.#dependency(isRichAllowed)}`);
    };
    const weak = this.#mix === "weak" ? 0.3 : 0.08;
    add("Prv", 0.12, false);
    add("Req", this.#mix === "order" ? 0.45 : 0.3);
    if (this.#mix === "order") {
      add("Prq", 0.25);
      if (random.chance(0.25)) lines.push(`#>=Prq: ${random.pick(["/bin/sh", "/bin/sh", "/sbin/ldconfig"])}`);
      if (isInstalled && random.chance(0.1)) lines.push("#>=Ipr: /bin/sh");
      if (random.chance(0.1)) lines.push("#>=Fls: /bin/sh");
      // Without one, libsolv tells builds apart by a sum over the requirements that is wrong now and then.
      lines.push(`#>=Tim: ${random.integer(1, 2)}`);
    }
    add("Con", 0.08);
    add("Obs", this.#mix === "order" ? 0.15 : 0.08, false);
    add("Rec", weak);
    add("Sug", weak / 2);
    add("Sup", weak / 2);
    add("Enh", weak / 3);
    if (random.chance(0.15)) lines.push(`#>=Vnd: ${random.pick(["one", "two"])}`);
    return lines;
  }

  #dependency(isRichAllowed: boolean): string {
    const random = this.#random;
    if (isRichAllowed && random.chance(this.#mix === "rich" ? 0.5 : 0.02)) {
      const [a, b, c] = [this.#simple(), this.#simple(), this.#simple()];
      return random.pick([
        `${a} & ${b}`,
        `${a} | ${b}`,
        `${a} + ${b}`,
        `${a} <IF> ${b}`,
        `${a} <IF> (${b} <ELSE> ${c})`,
        `${a} <UNLESS> ${b}`,
        `${a} <UNLESS> (${b} <ELSE> ${c})`,
        `(${a} | ${b}) & ${c}`,
        `(${a} & ${b}) | ${c}`,
        `(${a} | ${b}) <IF> ${c}`,
      ]);
    }
    return this.#simple();
  }

  #simple(): string {
    const random = this.#random;
    const name = random.chance(0.12) ? random.pick(["v1", "v2"]) : random.pick(this.#names);
    if (!random.chance(this.#mix === "order" ? 0.1 : 0.4)) return name;
    return `${name} ${random.pick(["<", "<=", "=", ">=", ">"])} ${random.pick(["1", "2", "3"])}${random.chance(0.6) ? "-1" : ""}`;
  }

  poolFlags(): string[] {
    const flags = this.#random.sample(
      ["implicitobsoleteusescolors", "noobsoletesmultiversion", "obsoleteusescolors", "whatprovideswithdisabled"],
      this.#random.pick([0, 0, 1]),
    );
    if (this.#mix === "multilib" && !flags.includes("implicitobsoleteusescolors"))
      flags.push("implicitobsoleteusescolors");
    return flags.length === 0 ? [] : [`poolflags ${flags.join(" ")}`];
  }

  solverFlags(): string[] {
    const random = this.#random;
    const flags = random.sample(
      [
        "allowdowngrade",
        "allownamechange",
        "allowarchchange",
        "allowvendorchange",
        "allowuninstall",
        "noupdateprovide",
        "splitprovides",
        "ignorerecommended",
        "addalreadyrecommended",
        "noinfarchcheck",
        "keepexplicitobsoletes",
        "bestobeypolicy",
        "noautotarget",
        "dupallowdowngrade",
        "dupallowarchchange",
        "dupallowvendorchange",
        "dupallownamechange",
        "keeporphans",
        "breakorphans",
        "yumobsoletes",
        "focusinstalled",
        "installalsoupdates",
        "strictrepopriority",
      ],
      random.pick([0, 1, 2, 3, 5]),
    );
    return flags.length === 0 ? [] : [`solverflags ${flags.join(" ")}`];
  }

  jobs(): string[] {
    const { random, jobs } = { random: this.#random, jobs: [] as string[] };
    const installed = this.#made.filter(({ repository }) => repository === "system");
    if (random.chance(0.1) && installed.length > 0) jobs.push(`disable pkg ${random.pick(installed).id}`);
    if (random.chance(0.1))
      jobs.push(`disable pkg ${random.pick(this.#made.length > 0 ? this.#made.map(({ id }) => id) : ["none"])}`);
    if (this.#mix === "distupgrade") jobs.push(this.#distupgrade());
    if (this.#mix === "multiversion") jobs.push(`job multiversion name ${random.pick(this.#names)}`);
    if (this.#mix === "cleandeps")
      for (const { id } of random.sample(installed, random.integer(0, 3))) jobs.push(`job userinstalled pkg ${id}`);
    if (this.#mix === "order") jobs.push(...this.#manySteps());
    const count = random.integer(["distupgrade", "order"].includes(this.#mix) ? 0 : 1, 3);
    for (let i = 0; i < count; i++) jobs.push(`job ${this.#job()}`);
    return jobs;
  }

  /** Wishes that change most packages at once. */
  #manySteps(): string[] {
    const random = this.#random;
    const few = random.sample(this.#names, random.integer(2, 6));
    return [
      random.pick(["job distupgrade all packages", "job update all packages", "job allowuninstall all packages"]),
      ...few.map((name) => `job ${random.pick(["install", "install", "erase"])} name ${name} [weak]`),
    ];
  }

  #distupgrade(): string {
    const random = this.#random;
    const ids = this.#made.filter(({ repository }) => repository !== "system").map(({ id }) => id);
    const flags = random.pick(["", " [forcebest]", " [targeted]", " [forcebest,setevr,setarch]"]);
    return random.pick([
      `job distupgrade oneof ${ids.length === 0 ? "nothing" : ids.join(" ")}${flags}`,
      `job distupgrade all packages${random.pick(["", " [forcebest]"])}`,
      `job distupgrade repo available${flags}`,
      `job distupgrade name ${random.pick(this.#names)}${flags}`,
    ]);
  }

  #job(): string {
    const random = this.#random;
    const clean = this.#mix === "cleandeps" ? "cleandeps" : "";
    const action = random.pick([
      "install",
      "install",
      "install",
      "erase",
      "erase",
      "update",
      "update",
      "lock",
      "verify",
      "favor",
      "disfavor",
      "blacklist",
      "allowuninstall",
      "excludefromweak",
      "droporphaned",
      "userinstalled",
    ]);
    const flags = [clean];
    if (["install", "update"].includes(action)) flags.push(random.pick(["", "", "", "forcebest", "targeted"]));
    if (["install", "erase"].includes(action)) flags.push(random.pick(["", "", "", "weak", "essential"]));
    if (action === "install") flags.push(random.pick(["", "", "", "orupdate"]));
    const used = flags.filter(
      (flag) =>
        flag !== "" && (action === "install" || action === "erase" || action === "update" || flag !== "cleandeps"),
    );
    const all = ["update", "verify", "droporphaned", "allowuninstall"].includes(action) && random.chance(0.4);
    const what = all ? "all packages" : this.#selection();
    return `${action} ${what}${used.length === 0 ? "" : ` [${[...new Set(used)].join(",")}]`}`;
  }

  #selection(): string {
    const random = this.#random;
    const ids = this.#made.map(({ id }) => id);
    if (ids.length === 0) return `name ${random.pick(this.#names)}`;
    return random.pick([
      `name ${random.pick(this.#names)}`,
      `name ${this.#simple()}`,
      `provides ${this.#simple()}`,
      `pkg ${random.pick(ids)}`,
      `pkg ${random.pick(ids)}`,
      `oneof ${random.sample(ids, random.integer(1, 4)).join(" ")}`,
    ]);
  }
}
