import { type DependencyKind, formatDependency } from "../../src/package/dependency.ts";
import { dependenciesOf, senseNames } from "../../src/rpmdb/dependencies-of.ts";
import { describeHeader } from "../../src/rpmdb/describe-header.ts";
import type { RpmFile } from "../../src/rpmdb/files-of.ts";
import type { RpmHeader } from "../../src/rpmdb/header.ts";
import type { Script } from "../../src/rpmdb/scripts-of.ts";

type PackageDescription = ReturnType<typeof describeHeader>;
type FileFlag = RpmFile["flags"][number];

/** rpm's words for what `describeHeader` tells: a query tag or expression, and the same text from our description. */
type Row = readonly [query: string, ours: (description: PackageDescription, header: RpmHeader) => string];

const NONE = "(none)";

function show(value: string | number | undefined): string {
  return value === undefined ? NONE : `${value}`;
}

const signature =
  "%|RSAHEADER?{%{RSAHEADER:pgpsig}}:{%|DSAHEADER?{%{DSAHEADER:pgpsig}}:{%|SIGPGP?{%{SIGPGP:pgpsig}}:{%|SIGGPG?{%{SIGGPG:pgpsig}}:{(none)}|}|}|}|";

function signatureText({ signature }: PackageDescription): string {
  return signature === undefined || signature === "unreadable" ? NONE : signature.text;
}

function dependencyRow(kind: DependencyKind, tag: string): Row {
  const query = `[%{${tag}NEVRS} %{${tag}FLAGS} %{${tag}FLAGS:deptype};]`;
  return [
    query,
    (_, header) =>
      dependenciesOf(header, kind)
        .map((dependency) => {
          const origin = senseNames(dependency.sense).join(",");
          return `${formatDependency(dependency)} ${dependency.sense} ${origin === "" ? "manual" : origin};`;
        })
        .join(""),
  ];
}

const flagLetters: Readonly<Partial<Record<FileFlag, string>>> = {
  doc: "d",
  config: "c",
  spec: "s",
  missingok: "m",
  noreplace: "n",
  ghost: "g",
  license: "l",
  readme: "r",
  artifact: "a",
};

function letters(flags: readonly FileFlag[]): string {
  const order = Object.keys(flagLetters) as FileFlag[];
  return order.map((flag) => (flags.includes(flag) ? flagLetters[flag] : "")).join("");
}

const states = ["normal", "replaced", "notinstalled", "netshared", "wrongcolor"];

function fileLine(file: RpmFile): string {
  const state = file.state === undefined ? NONE : `${states.indexOf(file.state)}`;
  return [
    file.path,
    file.mode.toString(8),
    file.size,
    file.digest,
    file.user,
    file.group,
    letters(file.flags),
    file.linkTo ?? "",
    file.modified,
    file.verify,
    state,
  ].join("\u001d");
}

const fileTags = [
  "NAMES",
  "MODES:octal",
  "SIZES",
  "DIGESTS",
  "USERNAME",
  "GROUPNAME",
  "FLAGS:fflags",
  "LINKTOS",
  "MTIMES",
];
const fileQuery = [...fileTags, "VERIFYFLAGS", "STATES"].map((tag) => `%{FILE${tag}}`).join("\u001d");

function scriptRow(name: Script["name"], tag: string): Row {
  return [
    `%{${tag}}\u001d[%{${tag}PROG},]`,
    ({ scripts }) => {
      const script = scripts.find((one) => one.name === name);
      const text = script === undefined || script.text === "" ? NONE : script.text;
      return `${text}\u001d${script?.interpreter.map((word) => `${word},`).join("") ?? ""}`;
    },
  ];
}

function triggerRow(kind: "package" | "file" | "transaction-file", tag: string): Row {
  return [
    `[%{${tag}CONDS}\u001d%{${tag}TYPE}\u001d%{${tag}SCRIPTPROG}\u001d%{${tag}SCRIPTS}\n]`,
    ({ triggers }) =>
      triggers
        .filter((trigger) => trigger.kind === kind)
        .map(({ when, on, interpreter, text }) =>
          [on.map(formatDependency).join(", "), when, interpreter, text].join("\u001d"),
        )
        .map((line) => `${line}\n`)
        .join(""),
  ];
}

const rows: readonly Row[] = [
  ["%{NVRA}", ({ query }) => query],
  ["%{NAME}", ({ name }) => name],
  ["%{EPOCH}", ({ epoch }) => show(epoch)],
  ["%{VERSION}", ({ version }) => version],
  ["%{RELEASE}", ({ release }) => release],
  ["%{ARCH}", ({ arch }) => arch],
  ["%{SUMMARY}", ({ summary }) => show(summary)],
  ["%{DESCRIPTION}", ({ description }) => show(description)],
  ["%{LICENSE}", ({ license }) => show(license)],
  ["%{GROUP}", ({ group }) => show(group)],
  ["%{URL}", ({ url }) => show(url)],
  ["%{VENDOR}", ({ vendor }) => show(vendor)],
  ["%{PACKAGER}", ({ packager }) => show(packager)],
  ["%{DISTRIBUTION}", ({ distribution }) => show(distribution)],
  ["%{BUILDTIME}", ({ buildTime }) => show(buildTime)],
  ["%{BUILDHOST}", ({ buildHost }) => show(buildHost)],
  ["%{INSTALLTIME}", ({ installTime }) => show(installTime)],
  ["%{LONGSIZE}", ({ size }) => show(size)],
  ["%{SOURCERPM}", ({ sourceRpm }) => show(sourceRpm)],
  ["%{MODULARITYLABEL}", ({ module }) => show(module)],
  ["%{PLATFORM}", ({ platform }) => show(platform)],
  ["%{OS}", ({ os }) => show(os)],
  ["%{RPMVERSION}", ({ rpmVersion }) => show(rpmVersion)],
  ["[%{PREFIXES},]", ({ prefixes }) => prefixes.map((prefix) => `${prefix},`).join("")],
  [signature, signatureText],
  ["%{SHA1HEADER}", ({ digests }) => show(digests.headerSha1)],
  ["%{SHA256HEADER}", ({ digests }) => show(digests.headerSha256)],
  ["%{SIGMD5}", ({ digests }) => show(digests.headerAndPayloadMd5)],
  ["[%{PAYLOADDIGEST},]", ({ digests }) => digests.payload.map((digest) => `${digest},`).join("")],
  dependencyRow("provides", "PROVIDE"),
  dependencyRow("requires", "REQUIRE"),
  dependencyRow("conflicts", "CONFLICT"),
  dependencyRow("obsoletes", "OBSOLETE"),
  dependencyRow("recommends", "RECOMMEND"),
  dependencyRow("suggests", "SUGGEST"),
  dependencyRow("supplements", "SUPPLEMENT"),
  dependencyRow("enhances", "ENHANCE"),
  [`[${fileQuery}\n]`, ({ files }) => files.map((file) => `${fileLine(file)}\n`).join("")],
  ["[%{FILECAPS},]", ({ files }) => listOfSome(files.map(({ capabilities }) => capabilities ?? ""))],
  ["[%{FILECOLORS},]", ({ files }) => listOfSome(files.map(({ color }) => `${color}`))],
  scriptRow("pre", "PREIN"),
  scriptRow("post", "POSTIN"),
  scriptRow("preun", "PREUN"),
  scriptRow("postun", "POSTUN"),
  scriptRow("pretrans", "PRETRANS"),
  scriptRow("posttrans", "POSTTRANS"),
  scriptRow("verify", "VERIFYSCRIPT"),
  triggerRow("package", "TRIGGER"),
  triggerRow("file", "FILETRIGGER"),
  triggerRow("transaction-file", "TRANSFILETRIGGER"),
  [
    "[%{CHANGELOGTIME} %{CHANGELOGNAME} %{CHANGELOGTEXT}\n]",
    ({ changelog }) => changelog.map(({ time, author, text }) => `${time} ${author} ${text}\n`).join(""),
  ],
  ["[%{PUBKEYS},]", ({ publicKeys }) => publicKeys.map((key) => `${key},`).join("")],
];

/** rpm prints a list that the header does not have as nothing, we as a list of empty values. */
function listOfSome(values: readonly string[]): string {
  return values.every((value) => value === "" || value === "0") ? "" : values.map((value) => `${value},`).join("");
}

const RECORD = "\u001e";
const FIELD = "\u001f";

/** The format for `rpm -qa --qf` that prints all rows. */
export const queryFormat = rows.map(([query]) => query + FIELD).join("") + RECORD;

/** rpm's answer to queryFormat by `name-version-release.arch`, each package as query → text. */
export function parseAnswer(answer: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const packages = answer.split(RECORD).slice(0, -1);
  return Object.fromEntries(
    packages.map((text) => {
      const fields = text.split(FIELD);
      return [fields[0] ?? "", Object.fromEntries(rows.map(([query], index) => [query, normal(fields[index] ?? "")]))];
    }),
  );
}

/** The same from headers. */
export function answerOf(headers: Iterable<RpmHeader>): ReturnType<typeof parseAnswer> {
  return Object.fromEntries(
    Array.from(headers, (header) => {
      const description = describeHeader(header);
      return [description.query, Object.fromEntries(rows.map(([query, ours]) => [query, ours(description, header)]))];
    }),
  );
}

function normal(text: string): string {
  return /^(?:0,)*$/.test(text) ? "" : text;
}
