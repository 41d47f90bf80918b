import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

function run(command: string, args: readonly string[]): void {
  const result = spawnSync(command, args, { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${result.stderr}`);
}

/** A repository of `names` in `folder`, packages by the real rpmbuild, metadata by the real createrepo_c. */
export function makeRepository(folder: string, names: readonly string[], options: readonly string[] = []): void {
  mkdirSync(folder, { recursive: true });
  const [first = "empty", ...others] = names;
  const subpackages = others.map(
    (name) => `%package -n ${name}\nSummary: ${name}\n%description -n ${name}\nX\n%files -n ${name}\n`,
  );
  const spec = `Name: ${first}\nVersion: 1\nRelease: 1\nSummary: ${first}\nLicense: MIT\nBuildArch: noarch\n%description\nX\n%install\nmkdir -p %{buildroot}/etc\ntouch %{buildroot}/etc/${first}.conf\n%files\n/etc/${first}.conf\n${subpackages.join("")}`;
  if (names.length > 0) {
    writeFileSync(join(folder, "test.spec"), spec);
    const build = join(folder, ".build");
    run("rpmbuild", [
      "-bb",
      "--quiet",
      "--define",
      `_topdir ${build}`,
      "--define",
      `_rpmdir ${folder}`,
      join(folder, "test.spec"),
    ]);
    run("rm", ["-r", build, join(folder, "test.spec")]);
  }
  run("createrepo_c", ["--quiet", ...options, folder]);
}

/** Metadata again, after files were changed. */
export function renewMetadata(folder: string, options: readonly string[] = []): void {
  run("createrepo_c", ["--quiet", ...options, folder]);
}

/** Adds a file to repomd.xml, as modules and updateinfo are. */
export function addMetadata(folder: string, type: string, path: string): void {
  run("modifyrepo_c", [`--mdtype=${type}`, path, join(folder, "repodata")]);
}
