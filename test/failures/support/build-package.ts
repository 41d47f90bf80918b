import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LabHost } from "../../../lab/lab-host.ts";

/** A package of a third party: lines of its preamble ("Requires: httpd"), and the files it brings. */
export interface PackageWish {
  readonly name: string;
  readonly version?: string;
  readonly preamble?: readonly string[];
  readonly files?: readonly string[];
}

/** Builds an unsigned package and installs it on the host, as an administrator with a file at hand would. */
export async function installPackage(host: LabHost, wish: PackageWish): Promise<void> {
  const path = `/root/${wish.name}.rpm`;
  await host.writeFile(path, await buildPackage(wish));
  await host.must(`rpm -U --oldpackage --nosignature --nodeps ${path} && rm ${path}`);
}

async function buildPackage({ name, version = "1.0", preamble = [], files = [] }: PackageWish): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "ferry-package-"));
  try {
    const spec = join(folder, `${name}.spec`);
    const made = files.map((path) => `mkdir -p "%{buildroot}$(dirname ${path})"; echo ${name} > "%{buildroot}${path}"`);
    await writeFile(
      spec,
      `Name: ${name}
Version: ${version}
Release: 1
Summary: A test
License: MIT
Vendor: Shop Ltd
BuildArch: noarch
AutoReqProv: no
${preamble.join("\n")}
%description
A test
%install
mkdir -p %{buildroot}
${made.join("\n")}
%files
${files.map((path) => `%attr(0755, root, root) ${path}`).join("\n")}
`,
    );
    await promisify(execFile)("rpmbuild", ["-bb", "--quiet", `--define=_topdir ${folder}`, spec]);
    const found = (await readdir(folder, { recursive: true })).find((path) => path.endsWith(".rpm"));
    if (found === undefined) throw new Error(`rpmbuild made no ${name}`);
    return await readFile(join(folder, found));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
