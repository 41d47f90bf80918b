import type { RpmHeader } from "./header.ts";
import { getText } from "./header-values.ts";
import { tags } from "./tags.ts";

/**
 * The line of `rpm -qa` for one package: `name-version-release.arch`, without the arch where the header has none
 * (`gpg-pubkey-b86b3716-61e69f29`). Source: `%_query_all_fmt` of rpm 4.18, `%{nvr}%{archsuffix}`.
 */
export function formatQuery(header: RpmHeader): string {
  const [name, version, release] = [tags.name, tags.version, tags.release].map(
    (tag) => getText(header, tag) ?? "(none)",
  );
  const arch = getText(header, tags.arch);
  return `${name}-${version}-${release}${arch === undefined ? "" : `.${arch}`}`;
}

/** What `rpm -qa | LC_ALL=C sort` prints, a line a package. */
export function listRpmDatabase(headers: Iterable<RpmHeader>): readonly string[] {
  return Array.from(headers, formatQuery).sort();
}
