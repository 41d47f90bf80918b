import { FactError, quote } from "../../facts/fact-error.ts";
import { parseNevra } from "../../package/nevra.ts";

/** What `yum list installed` says of a package. */
export interface ListedInstalled {
  readonly epoch: number;
  /** Without the "@"; undefined where yum only says "installed". */
  readonly repository: string | undefined;
}

/** The packages of an archive in the format of the probe `rpm-packages`. `installed` is by name-version-release.arch. */
export function packageLines(text: string, installed: ReadonlyMap<string, ListedInstalled>): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("warning: "));
  const error = lines.find((line) => line.startsWith("error: "));
  const long = lines.find((line) => line.length > 10_000);
  if (long !== undefined)
    throw new FactError(`Cannot read the packages: ${quote(long)} is longer than any package's line`);
  if (error !== undefined) throw new FactError(`Cannot read the packages: rpm ended with ${quote(error)}`);
  const rows = lines.map((line) => (line.startsWith("{") ? fromJson(line) : fromText(line, installed)));
  return rows.flatMap((row) => (row === undefined ? [] : [`${row.map(plainField).join("\t")}\n`])).join("");
}

function plainField(field: string | undefined): string {
  return (field ?? "").replace(/[\t\n\r]/g, " ");
}

type Row = readonly (string | undefined)[];

/**
 * Insights since 2015: an object a line. rpm does not escape quotes in what it puts there, so the values are taken by the
 * keys around them. The date of installation has no zone and is left out; SIGPGP alone does not prove a package unsigned.
 *
 * @example {"name":"bash","epoch":"(none)","version":"4.2.46","release":"31.el7","arch":"x86_64","installtime":"Mon Jan 28 20:52:01 2019","buildtime":"1540912083","vendor":"CentOS","buildhost":"x86-01.bsys.centos.org","sigpgp":"RSA/SHA256, Mon Nov 12 14:20:49 2018, Key ID 24c6a8a7f4a80eb5"}
 */
function fromJson(line: string): Row | undefined {
  const values = new Map<string, string>();
  for (const [, key = "", value = ""] of line.matchAll(/"([a-z]+)":"(.*?)"(?=,"[a-z]+":"|\}\s*$)/g))
    values.set(key, value);
  const [name, epoch, version, release, arch] = ["name", "epoch", "version", "release", "arch"].map((key) =>
    values.get(key),
  );
  if (
    name === undefined ||
    epoch === undefined ||
    version === undefined ||
    release === undefined ||
    arch === undefined
  ) {
    throw new FactError(`Cannot read the packages: ${quote(line)} has no name, epoch, version, release and arch`);
  }
  const signature = values.get("sigpgp") === "(none)" ? "" : values.get("sigpgp");
  const build = [values.get("buildtime"), values.get("buildhost")];
  return [name, epoch, version, release, arch, values.get("vendor"), ...build, "", "", "", "", signature];
}

/**
 * Two formats of `rpm -qa` that tell no epochs, which then come from the list of installed packages.
 *
 * @example sos package-data (tabs shown as blanks): NVRA, date, installed at, vendor, build host, SIGPGP, signature
 * bash-4.2.46-34.el7.x86_64 Tue Nov 17 18:02:41 2020 1605632561 CentOS x86-02.bsys.centos.org 8902… RSA/SHA256, Wed Apr  1 06:21:12 2020, Key ID 24c6a8a7f4a80eb5
 * @example sos installed-rpms, older Insights
 * bash-4.2.46-34.el7.x86_64                                   Tue Nov 17 18:02:41 2020
 */
function fromText(line: string, installed: ReadonlyMap<string, ListedInstalled>): Row | undefined {
  const [first = "", , installTime, vendor, buildHost, , signature] = line.split("\t");
  const nvra = first.trim().split(" ", 1)[0] ?? "";
  if (nvra.startsWith("gpg-pubkey-")) return undefined;
  const nevra = parseNevra(nvra);
  if (nevra === undefined)
    throw new FactError(`Cannot read the packages: ${quote(line)} does not begin with a package`);
  const listed = installed.get(nvra);
  if (listed === undefined) {
    throw new FactError(`Cannot read the packages: the archive does not tell the epoch of ${quote(nvra)}`);
  }
  const { name, version, release, arch } = nevra;
  const signed = signature === "(none)" ? "" : signature;
  return [name, `${listed.epoch}`, version, release, arch, vendor, "", buildHost, installTime, "", "", "", signed];
}

/**
 * Reads `yum list installed` or `dnf list installed`. Rows have three columns; yum breaks a row whose columns are too wide
 * into several lines.
 *
 * @example
 * Installed Packages
 * bind-libs.x86_64                 32:9.11.4-26.P2.el7                @base
 */
export function parseListInstalled(text: string): ReadonlyMap<string, ListedInstalled> {
  const start = text.indexOf("Installed Packages");
  const words = start < 0 ? [] : (text.slice(start + "Installed Packages".length).match(/\S+/g) ?? []);
  const installed = new Map<string, ListedInstalled>();
  for (let i = 0; i + 2 < words.length; i += 3) {
    const [package_ = "", evr = "", repository = ""] = words.slice(i, i + 3);
    const dot = package_.lastIndexOf(".");
    const nevra = parseNevra(`${package_.slice(0, dot)}-${evr}${package_.slice(dot)}`);
    if (nevra === undefined) break;
    const { name, version, release, arch, epoch } = nevra;
    const told = repository.startsWith("@") && repository !== "@System" && repository !== "@@System";
    installed.set(`${name}-${version}-${release}.${arch}`, {
      epoch,
      repository: told ? repository.replace(/^@+/, "") : undefined,
    });
  }
  return installed;
}
