import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "../../scripts/generate/run-tool.ts";
import { newestKernels } from "./debian-kernels.ts";
import { debianPackages } from "./debian-names.ts";
import { dressTree } from "./dress-tree.ts";
import type { Progress } from "./progress.ts";

export const debianSuite = "bookworm";

/** A Debian userland taken apart: which of its files each EL package owns. */
export interface BaseTree {
  /** The tree that CentOS's packages take their files from. */
  readonly centos: string;
  /** The same with every ELF file another one: AlmaLinux has built it again. */
  readonly alma: string;
  readonly kernels: { readonly centos: KernelFiles; readonly alma: KernelFiles };
  /** Name of an EL package → its paths, sorted. Directories are those that would be empty. */
  readonly payload: Readonly<Record<string, readonly string[]>>;
  /** Paths that are configuration files. */
  readonly configs: readonly string[];
  /** Name of an EL package → the upstream version that Debian has. */
  readonly versions: Readonly<Record<string, string>>;
  /** Name of an EL package → the EL packages it needs, as Debian's need each other. Some of them are not in `payload`. */
  readonly requires: Readonly<Record<string, readonly string[]>>;
}

/** A Debian kernel, unpacked: `boot/vmlinuz-RELEASE` and `lib/modules/RELEASE` below the directory. */
export interface KernelFiles {
  readonly directory: string;
  readonly release: string;
}

/** Makes the base tree in `directory`, or does nothing where it is. Takes about 30 s and the network (Debian's mirror). */
export async function makeBaseTree(directory: string, progress: Progress): Promise<BaseTree> {
  const index = join(directory, "base.json");
  if (!existsSync(index)) {
    const making = `${directory}.making-${process.pid}`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    try {
      await build(making, progress);
      rmSync(directory, { recursive: true, force: true });
      renameSync(making, directory);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return readBaseTree(directory);
}

function readBaseTree(directory: string): BaseTree {
  const index = JSON.parse(readFileSync(join(directory, "base.json"), "utf8")) as Pick<
    BaseTree,
    "payload" | "configs" | "versions" | "requires"
  >;
  const [older, newer] = ["centos", "alma"].map((side) => {
    const root = join(directory, `kernel-${side}`);
    const release = readdirSync(join(root, "lib/modules"))[0];
    if (release === undefined) throw new Error(`Cannot find a kernel in "${root}": remove the lab's cache`);
    return { directory: root, release };
  });
  if (older === undefined || newer === undefined) throw new Error(`Cannot find the kernels in "${directory}"`);
  return {
    ...index,
    centos: join(directory, "centos"),
    alma: join(directory, "alma"),
    kernels: { centos: older, alma: newer },
  };
}

async function build(directory: string, progress: Progress): Promise<void> {
  const tree = join(directory, "centos");
  await Promise.all([bootstrap(tree, progress), fetchKernels(directory, progress)]);
  progress("base tree: giving each file to a package");
  const dressed = await dressTree(tree, join(directory, "alma"));
  writeFileSync(join(directory, "base.json"), JSON.stringify(dressed));
}

/** Documentation and translations are left out at once: nothing on a lab host reads them. */
const excluded = [
  ..."doc man info locale lintian bug doc-base gnupg bash-completion zsh"
    .split(" ")
    .map((name) => `/usr/share/${name}/*`),
  "/usr/share/zoneinfo/right/*",
  "/usr/share/zoneinfo/posix/*",
];

async function bootstrap(tree: string, progress: Progress): Promise<void> {
  progress(`base tree: mmdebstrap ${debianSuite}`);
  await runTool("mmdebstrap", [
    "--quiet",
    "--mode=root",
    "--variant=minbase",
    `--include=${debianPackages.join(",")}`,
    "--aptopt=Acquire::Languages none",
    "--dpkgopt=force-unsafe-io",
    ...excluded.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    debianSuite,
    tree,
  ]);
}

async function fetchKernels(directory: string, progress: Progress): Promise<void> {
  const kernels = newestKernels((await runTool("apt-cache", ["pkgnames", "linux-image-6."])).stdout.split("\n"));
  const [newer, older] = kernels;
  if (newer === undefined || older === undefined) {
    throw new Error(
      "Cannot find two Debian cloud kernels: `apt-cache pkgnames linux-image-6.` names fewer; run apt-get update",
    );
  }
  progress(`base tree: ${older} and ${newer}`);
  const packages = join(directory, "kernel-packages");
  mkdirSync(packages);
  await runTool("apt-get", ["download", "-q", "-o", "APT::Sandbox::User=root", older, newer], { cwd: packages });
  await Promise.all(
    [
      ["centos", older],
      ["alma", newer],
    ].map(async ([side, name]) => {
      const file = readdirSync(packages).find((entry) => entry.startsWith(`${name}_`));
      if (file === undefined) throw new Error(`Cannot find "${name}" among what apt-get downloaded`);
      const root = join(directory, `kernel-${side}`);
      await runTool("dpkg-deb", ["-x", join(packages, file), root]);
    }),
  );
  rmSync(packages, { recursive: true });
}
