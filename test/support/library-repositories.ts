import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A release of a small library, with two programs that are linked with it. */
export interface LibraryRelease {
  readonly version: string;
  /** `libshape.so.1` */
  readonly soname: string;
  /** Versions of its symbols, each with the function `area_VERSION` (in small letters). */
  readonly symbols: readonly string[];
  /** Program, its package, to the symbol version whose function it calls. */
  readonly programs: Readonly<Record<string, string>>;
}

const functionOf = (symbol: string): string => `area_${symbol.toLowerCase().replace(".", "_")}`;

/** Compiles and packs a release with gcc and rpmbuild, without touching the machine, and makes a repository of it. */
export function buildLibraryRepository(folder: string, release: LibraryRelease): void {
  const { version, soname, symbols, programs } = release;
  const source = join(folder, "source");
  mkdirSync(source, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(source, name), text);
  write("shape.c", symbols.map((symbol) => `int ${functionOf(symbol)}(void) { return 1; }\n`).join(""));
  write("shape.map", symbols.map((symbol) => `${symbol} { global: ${functionOf(symbol)}; };\n`).join(""));
  const compile = (...args: readonly string[]) => execFileSync("gcc", args, { cwd: source, stdio: "pipe" });
  compile("-shared", "-fPIC", `-Wl,-soname,${soname}`, "-Wl,--version-script=shape.map", "-o", soname, "shape.c");
  for (const [program, symbol] of Object.entries(programs)) {
    write(`${program}.c`, `int ${functionOf(symbol)}(void);\nint main(void) { return ${functionOf(symbol)}(); }\n`);
    compile("-o", program, `${program}.c`, soname);
  }
  const names = Object.keys(programs);
  const lines = [
    "Name: shape",
    `Version: ${version}`,
    "Release: 1",
    "Summary: A library",
    "License: MIT",
    "%description",
    "A library.",
    ...names.flatMap((name) => [`%package -n ${name}`, `Summary: ${name}`, `%description -n ${name}`, name]),
    "%install",
    `install -D ${source}/${soname} %{buildroot}/usr/lib64/${soname}`,
    ...names.map((name) => `install -D ${source}/${name} %{buildroot}/usr/bin/${name}`),
    "%files",
    `/usr/lib64/${soname}`,
    ...names.flatMap((name) => [`%files -n ${name}`, `/usr/bin/${name}`]),
  ];
  write("shape.spec", `${lines.join("\n")}\n`);
  const defines = ["_topdir", "_dbpath"].flatMap((name) => ["--define", `${name} ${join(folder, name)}`]);
  const options = [
    "--define",
    "debug_package %{nil}",
    "--define",
    "_build_id_links none",
    "--define",
    `_rpmdir ${folder}`,
  ];
  execFileSync("rpmbuild", ["-bb", "--nodeps", "--quiet", ...defines, ...options, join(source, "shape.spec")], {
    stdio: "pipe",
  });
  execFileSync("createrepo_c", ["--quiet", folder], { stdio: "pipe" });
}
