import { type Dependency, EQUAL } from "../../src/package/dependency.ts";
import type { Build } from "./edition.ts";
import type { PackageSpec } from "./package-spec.ts";

/** The packages of one EL 9 kernel, in the order in which they need each other. All are "installonly" for dnf. */
const parts = ["kernel-core", "kernel-modules-core", "kernel-modules", "kernel"] as const;

/** Which capability marks each part as installonly, as the kernel's spec file has it. */
const marks: Readonly<Record<(typeof parts)[number], string>> = {
  "kernel-core": "installonlypkg(kernel)",
  "kernel-modules-core": "installonlypkg(kernel-module)",
  "kernel-modules": "installonlypkg(kernel-module)",
  kernel: "installonlypkg(kernel)",
};

const needs: Readonly<Record<(typeof parts)[number], readonly string[]>> = {
  "kernel-core": [],
  "kernel-modules-core": ["kernel-core"],
  "kernel-modules": ["kernel-core", "kernel-modules-core"],
  kernel: ["kernel-core", "kernel-modules-core", "kernel-modules"],
};

/** One kernel, `5.14.0-427.13.1.el9_4`, as the packages it comes in. */
export function kernelBuilds(release: string, vendor: string): readonly Build[] {
  return parts.map((name) => ({
    repository: "base",
    beside: needs[name].map((other) => ({ anyOf: [kernelKey(other, release)] })),
    excludes: [],
    spec: kernelSpec(name, release, vendor),
  }));
}

/** Kernels are installed side by side, so their key names the version too. */
export function kernelKey(name: string, release: string): string {
  return `${name}-5.14.0-${release}.x86_64`;
}

function kernelSpec(name: (typeof parts)[number], release: string, vendor: string): PackageSpec {
  const evr = `5.14.0-${release}`;
  const uname = `${evr}.x86_64`;
  const provides: Dependency[] = [
    { name, flags: EQUAL, evr },
    { name: `${name}(x86-64)`, flags: EQUAL, evr },
    { name: marks[name], flags: 0, evr: "" },
    ...(name === "kernel" ? [] : [{ name: `${name}-uname-r`, flags: EQUAL, evr: uname }]),
    ...(name === "kernel-core" ? [{ name: "kernel-uname-r", flags: EQUAL, evr: uname }] : []),
  ];
  const folder = `/lib/modules/${uname}`;
  return {
    name,
    epoch: 0,
    version: "5.14.0",
    release,
    arch: "x86_64",
    vendor,
    summary: "The Linux kernel",
    buildTime: 1_695_000_000 + Number.parseInt(release, 10),
    sourceRpm: `kernel-${evr}.src.rpm`,
    installedSize: 70_000_000,
    packageSize: 30_000_000,
    dependencies: {
      provides,
      requires: needs[name].map((other) => ({ name: `${other}-uname-r`, flags: EQUAL, evr: uname })),
    },
    files:
      name === "kernel-core"
        ? [
            { path: `/boot/vmlinuz-${uname}`, kind: "ghost" },
            { path: `${folder}/vmlinuz`, kind: "file", contents: `kernel ${uname}\n`, mode: 0o755 },
          ]
        : name === "kernel"
          ? []
          : [{ path: `${folder}/${name}.list`, kind: "file", contents: `${name} ${uname}\n` }],
  };
}
