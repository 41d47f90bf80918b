import { readFileSync, statSync } from "node:fs";
import { parse } from "yaml";
import type { Catalog } from "../catalog/catalog.ts";
import { Costs } from "../compare/costs.ts";
import { findRelease } from "../routes/find-release.ts";
import { RequestError } from "./request-error.ts";

const MOST = 256 * 1024;

/** Reads the costs of a node, YAML or JSON. Throws RequestError that says what is wrong with the file. */
export function readCosts(path: string, { releases }: Pick<Catalog, "releases">): Costs {
  const fail = (why: string, cause?: unknown): RequestError =>
    new RequestError(`Cannot use the costs in "${path}": ${why}`, { cause });
  let text: string;
  let json: unknown;
  try {
    const { size } = statSync(path);
    if (size > MOST) throw new RangeError(`its ${size} bytes are more than ${MOST}`);
    text = readFileSync(path, "utf8");
    json = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error), error);
  }
  const parsed = Costs.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fail(
      `${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "it has another shape"}`.replace(/^: /, ""),
    );
  }
  for (const id of Object.keys(parsed.data.releases)) {
    if (findRelease(id, releases)?.id !== id)
      throw fail(`releases names "${id}", which is no release that Ferry knows`);
  }
  return parsed.data;
}
