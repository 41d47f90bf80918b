import type { DependencyKind } from "../../package/dependency.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { AND, ELSE, IF, NAMESPACE, OR, UNLESS, WITH } from "../../pool/rich-relations.ts";
import type { Ids } from "../dependency-text.ts";

/**
 * Older SUSE packages write in names what is a dependency on the machine: "modalias(pci:…)", "locale(foo:de;en)",
 * "packageand(a:b)". Gives the real dependency, 0 where a provide stands for none. Source: libsolv, src/suse.c.
 */
export function rewriteSuseDependency(ids: Ids, kind: DependencyKind, dependency: DependencyId): DependencyId {
  if (isRelation(dependency)) return kind === "supplements" ? rewriteParts(ids, dependency) : dependency;
  const text = ids.strings.text(dependency);
  if (kind === "provides") return supplementOfProvide(ids, text) ?? 0;
  if (kind === "supplements") return supplement(ids, text) ?? dependency;
  const others = /^otherproviders\((.+)\)$/s.exec(text)?.[1];
  return kind === "conflicts" && others !== undefined ? namespace(ids, "otherproviders", others) : dependency;
}

function rewriteParts(ids: Ids, dependency: DependencyId): DependencyId {
  if (!isRelation(dependency)) return aboutMachine(ids, ids.strings.text(dependency)) ?? dependency;
  const index = relationIndex(dependency);
  const { names, flags, evrs } = ids.relations;
  const operator = flags[index]!;
  if (![AND, OR, IF, UNLESS, ELSE].includes(operator)) return dependency;
  const [left, right] = [names[index]!, evrs[index]!];
  return ids.relations.idOf(rewriteParts(ids, left), operator, rewriteParts(ids, right));
}

/** "locale(package:de;en)" and "package:/path", which a split package provides. */
function supplementOfProvide(ids: Ids, text: string): DependencyId | undefined {
  const locale = /^locale\((?:([^:]+):)?([^:)][^)]*)\)?/s.exec(text);
  if (locale !== null) {
    const languages = anyLanguage(ids, locale[2]!);
    return locale[1] === undefined || languages === undefined
      ? languages
      : ids.relations.idOf(ids.strings.idOfText(locale[1]), AND, languages);
  }
  const [, name = "", path = ""] = /^([^:]+):(\/.*?)\/*$/s.exec(text) ?? [];
  if (name === "") return undefined;
  const owner = ids.relations.idOf(ids.strings.idOfText(name), WITH, ids.strings.idOfText(path));
  return ids.relations.idOf(ids.strings.idOfText("namespace:splitprovides"), NAMESPACE, owner);
}

function supplement(ids: Ids, text: string): DependencyId | undefined {
  const all = /^packageand\((.+)\)$/s.exec(text)?.[1];
  if (all === undefined) return aboutMachine(ids, text);
  // "pattern:name" is one name.
  const names = all.match(/pattern:[^:]+|[^:]+/g) ?? [];
  return joined(
    ids,
    AND,
    names.map((name) => ids.strings.idOfText(name)),
  );
}

function aboutMachine(ids: Ids, text: string): DependencyId | undefined {
  const match = /^(modalias|filesystem|language)\((..+)\)$/s.exec(text);
  if (match === null) return undefined;
  const [, kind = "", argument = ""] = match;
  if (kind === "language") return argument.startsWith(";") ? undefined : anyLanguage(ids, argument);
  const owner = kind === "modalias" ? /^([^:]+):(.*:.*)$/s.exec(argument) : null;
  if (owner === null) return namespace(ids, kind, argument);
  return ids.relations.idOf(ids.strings.idOfText(owner[1]!), AND, namespace(ids, kind, owner[2]!));
}

function anyLanguage(ids: Ids, list: string): DependencyId | undefined {
  const languages = list.split(";").filter((language) => language !== "");
  return joined(
    ids,
    OR,
    languages.map((language) => namespace(ids, "language", language)),
  );
}

function joined(ids: Ids, operator: number, parts: readonly DependencyId[]): DependencyId | undefined {
  return parts.length === 0 ? undefined : parts.reduce((left, right) => ids.relations.idOf(left, operator, right));
}

function namespace(ids: Ids, name: string, argument: string): DependencyId {
  return ids.relations.idOf(ids.strings.idOfText(`namespace:${name}`), NAMESPACE, ids.strings.idOfText(argument));
}
