import type { Dependency } from "../package/dependency.ts";
import { dependencyFrom } from "./dependencies-of.ts";
import type { RpmHeader } from "./header.ts";
import { getNumbers, getText, getTexts, hasTag } from "./header-values.ts";
import { formatTag, tags } from "./tags.ts";

const scriptTags = {
  pre: [tags.preInstall, tags.preInstallProgram],
  post: [tags.postInstall, tags.postInstallProgram],
  preun: [tags.preUninstall, tags.preUninstallProgram],
  postun: [tags.postUninstall, tags.postUninstallProgram],
  pretrans: [tags.preTransaction, tags.preTransactionProgram],
  posttrans: [tags.postTransaction, tags.postTransactionProgram],
  preuntrans: [tags.preUninstallTransaction, tags.preUninstallTransactionProgram],
  postuntrans: [tags.postUninstallTransaction, tags.postUninstallTransactionProgram],
  verify: [tags.verifyScript, tags.verifyScriptProgram],
} as const;
type ScriptName = keyof typeof scriptTags;

export interface Script {
  readonly name: ScriptName;
  /** The program that runs it and its arguments: `["/bin/sh"]`, `["<lua>"]`. */
  readonly interpreter: readonly string[];
  /** "" when the interpreter is the whole of it (`%post -p /sbin/ldconfig`). */
  readonly text: string;
}

/** The scriptlets of a package, in rpm's order. */
export function scriptsOf(header: RpmHeader): readonly Script[] {
  return (Object.keys(scriptTags) as ScriptName[]).flatMap((name) => {
    const [textTag, programTag] = scriptTags[name];
    if (!hasTag(header, textTag) && !hasTag(header, programTag)) return [];
    return [{ name, interpreter: getTexts(header, programTag), text: getText(header, textTag) ?? "" }];
  });
}

const triggerTags = {
  package: {
    scripts: tags.triggerScripts,
    program: tags.triggerProgram,
    name: tags.triggerName,
    index: tags.triggerIndex,
    version: tags.triggerVersion,
    flags: tags.triggerFlags,
  },
  file: {
    scripts: tags.fileTriggerScripts,
    program: tags.fileTriggerProgram,
    name: tags.fileTriggerName,
    index: tags.fileTriggerIndex,
    version: tags.fileTriggerVersion,
    flags: tags.fileTriggerFlags,
  },
  "transaction-file": {
    scripts: tags.transactionFileTriggerScripts,
    program: tags.transactionFileTriggerProgram,
    name: tags.transactionFileTriggerName,
    index: tags.transactionFileTriggerIndex,
    version: tags.transactionFileTriggerVersion,
    flags: tags.transactionFileTriggerFlags,
  },
} as const;
type TriggerKind = keyof typeof triggerTags;

export interface Trigger {
  readonly kind: TriggerKind;
  /** When it runs, seen from what it waits for. */
  readonly when: "prein" | "in" | "un" | "postun";
  /** The packages, or prefixes of paths, that it waits for. */
  readonly on: readonly Dependency[];
  readonly interpreter: string;
  readonly text: string;
}

/** The triggers of a package: on packages, on files, on files once a transaction. */
export function triggersOf(header: RpmHeader): readonly Trigger[] {
  return (Object.keys(triggerTags) as TriggerKind[]).flatMap((kind) => readTriggers(header, kind));
}

function readTriggers(header: RpmHeader, kind: TriggerKind): readonly Trigger[] {
  const { scripts, program, name, index, version, flags } = triggerTags[kind];
  const names = getTexts(header, name);
  if (names.length === 0) return [];
  const texts = getTexts(header, scripts);
  const programs = getTexts(header, program);
  const versions = getTexts(header, version);
  const senses = getNumbers(header, flags);
  const waiting = texts.map((): { sense: number; on: Dependency[] } => ({ sense: 0, on: [] }));
  for (const [position, script] of getNumbers(header, index).entries()) {
    const entry = waiting[script];
    const condition = names[position];
    if (entry === undefined || condition === undefined) {
      const problem = `names script ${script} for condition ${position}; there are ${texts.length} and ${names.length} (corrupted)`;
      return header.reader.fail(header.indexStart, `tag ${formatTag(index)}`, problem);
    }
    const { sense, ...dependency } = dependencyFrom(condition, senses[position] ?? 0, versions[position] ?? "");
    entry.sense |= sense;
    entry.on.push(dependency);
  }
  return waiting.map(({ sense, on }, position) => ({
    kind,
    when: momentOf(sense),
    on,
    interpreter: programs[position] ?? "",
    text: texts[position] ?? "",
  }));
}

/** triggertypeTag in rpm 4.18 lib/tagexts.c. */
function momentOf(sense: number): Trigger["when"] {
  if ((sense & (1 << 25)) !== 0) return "prein";
  if ((sense & (1 << 16)) !== 0) return "in";
  return (sense & (1 << 17)) === 0 ? "postun" : "un";
}
