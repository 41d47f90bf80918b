import type { PackageId, Pool } from "../../pool/pool.ts";

/** libsolv's form `name-evr.arch@repository`. */
export function packageText(pool: Pool, id: PackageId): string {
  const { strings } = pool;
  const evr = strings.text(pool.evrs[id]!);
  const arch = strings.text(pool.archs[id]!);
  const repository = pool.repositories[pool.repositoryOf[id]!]!.id;
  return `${strings.text(pool.names[id]!)}${evr === "" ? "" : `-${evr}`}${arch === "" ? "" : `.${arch}`}@${repository}`;
}

/** As libsolv shows packages to people. */
export function withoutRepository(pool: Pool, id: PackageId): string {
  const text = packageText(pool, id);
  return text.slice(0, text.lastIndexOf("@"));
}
