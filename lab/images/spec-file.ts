import { evrOf, fillIn, type LabPackage, type Scriptlet } from "./lab-package.ts";

/** One line of a %files list for each path that a package puts somewhere. */
export interface StagedFile {
  readonly path: string;
  readonly kind: "file" | "directory" | "ghost";
  /** Left out: as the staged file has it. */
  readonly mode?: number;
  readonly owner?: string;
  readonly config?: "replace" | "keep";
  readonly verified?: boolean;
}

export interface SpecFile {
  /** Names the source package; nothing is installed under it. */
  readonly name: string;
  readonly vendor: string;
  /** What %install copies to the build root. */
  readonly stage: string;
  /** `fileList` is the path of what `renderFileList` wrote; undefined for a package without files. */
  readonly packages: readonly { readonly package: LabPackage; readonly fileList: string | undefined }[];
}

/** A spec file that packs the packages of one repository from a staged tree. rpm 4.18 docs/manual/spec. */
export function renderSpec(spec: SpecFile): string {
  return [
    `Name: ${spec.name}`,
    "Version: 1",
    "Release: 1",
    `Summary: Packages of ${spec.vendor} for the lab`,
    "License: MIT",
    `Vendor: ${spec.vendor}`,
    `Packager: ${spec.vendor} <packager@lab.test>`,
    "URL: https://lab.test/",
    "%description",
    "Packages of the lab.",
    "%prep",
    "%build",
    "%install",
    `cp -al "${spec.stage}/." "%{buildroot}/"`,
    ...spec.packages.flatMap((entry) => ["", ...packageLines(entry.package, entry.fileList, spec.vendor)]),
    "",
  ].join("\n");
}

function packageLines(own: LabPackage, fileList: string | undefined, vendor: string): readonly string[] {
  const { name } = own;
  const fill = (text: string): string => escapeMacros(fillIn(text, own, vendor));
  return [
    `%package -n ${name}`,
    `Summary: ${fill(own.summary)}`,
    `Version: ${own.version}`,
    `Release: ${own.release}`,
    ...(own.epoch === undefined ? [] : [`Epoch: ${own.epoch}`]),
    ...(own.arch === "noarch" ? ["BuildArch: noarch"] : [`Provides: ${name}(x86-64) = ${evrOf(own)}`]),
    "AutoReqProv: no",
    ...(own.module === undefined ? [] : [`ModularityLabel: ${own.module}`]),
    ...own.requires.map((each) => requireLine(fill(each))),
    ...own.provides.map((each) => `Provides: ${fill(each)}`),
    ...own.obsoletes.map((each) => `Obsoletes: ${fill(each)}`),
    ...own.conflicts.map((each) => `Conflicts: ${fill(each)}`),
    `%description -n ${name}`,
    fill(`${own.summary}.`),
    ...Object.entries(own.scripts).flatMap(([kind, body]) => [scriptHead(kind, name), fill(body).trimEnd()]),
    `%files -n ${name}${fileList === undefined ? "" : ` -f ${fileList}`}`,
  ];
}

/** `(pre) shadow-utils` is what a scriptlet needs. */
function requireLine(need: string): string {
  const match = /^\((\w+)\) (.+)$/.exec(need);
  return match === null ? `Requires: ${need}` : `Requires(${match[1]}): ${match[2]}`;
}

function scriptHead(kind: Scriptlet | (string & {}), name: string): string {
  const [scriptlet, ...interpreter] = kind.split(" ");
  return [`%${scriptlet}`, ...interpreter, "-n", name].join(" ");
}

/** In a spec file, `%` begins a macro. */
function escapeMacros(text: string): string {
  return text.replaceAll("%", "%%");
}

export function renderFileList(files: readonly StagedFile[]): string {
  return files.map((file) => `${attributes(file)}"${escapeGlob(file.path)}"\n`).join("");
}

function attributes({ kind, mode, owner, config, verified }: StagedFile): string {
  const rights =
    mode === undefined && owner === undefined ? "" : `%attr(${octal(mode)}, ${owner ?? "root"}, ${owner ?? "root"}) `;
  const configured = config === undefined ? "" : config === "keep" ? "%config(noreplace) " : "%config ";
  const verify = verified === false ? "%verify(not filedigest size mtime) " : "";
  return `${rights}${verify}${configured}${kind === "directory" ? "%dir " : kind === "ghost" ? "%ghost " : ""}`;
}

function octal(mode: number | undefined): string {
  return mode === undefined ? "-" : mode.toString(8).padStart(4, "0");
}

/** rpmbuild reads paths as patterns, and macros in them. */
function escapeGlob(path: string): string {
  return path.replaceAll(/[[\]*{}\\]/g, "?").replaceAll("%", "%%");
}
