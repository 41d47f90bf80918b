import type { Catalog } from "../../catalog/catalog.ts";
import { factsOf } from "../../facts/read-facts.ts";
import type { PackageTable } from "../../pool/package-table.ts";
import { type OpenerOptions, repositoryOpener } from "../open-repositories.ts";
import type { NamedRepository } from "../repository-option.ts";
import { RequestError } from "../request-error.ts";

/** Opens the repositories that packages were installed from. Throws RequestError where one cannot be read. */
export async function openOrigins(
  request: OpenerOptions & { readonly origins: readonly NamedRepository[] },
  catalog: Catalog,
): Promise<readonly PackageTable[]> {
  if (request.origins.length === 0) return [];
  await using opener = repositoryOpener({ ...request, repositories: request.origins, gpgKeyFiles: [] }, catalog);
  const [anyTarget] = catalog.releases;
  if (anyTarget === undefined) throw new Error("Cannot open repositories: data/releases is empty");
  // Named repositories are opened whatever the release.
  const opened = await opener.open(anyTarget, "convert", { facts: factsOf(new Map()) }, undefined);
  const [failure] = opened.failures;
  if (failure !== undefined) throw new RequestError(`Cannot use --origin: ${failure.sentence}`);
  return opened.repositories.map(({ table }) => table);
}
