/** One line of a fleet file: a host and the packages that are installed on it, as dnf writes them (NEVRA). */
export interface FleetHost {
  readonly id: string;
  /** As `uname -m` says it; undefined where the line does not. */
  readonly architecture: string | undefined;
  readonly packages: readonly string[];
}

const MAX_ID = 256;
const MAX_PACKAGES = 100_000;
const MAX_NEVRA = 1024;

/**
 * Reads a line of a fleet file, an object with `id`, `packages` and, if it likes, `arch`. What else is in it is left alone.
 * Gives a sentence where the line is something else.
 */
export function parseFleetLine(text: string): FleetHost | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return "it is not JSON";
    throw error;
  }
  if (typeof value !== "object" || value === null) return "it is not an object";
  const { id, arch, packages } = value as { id?: unknown; arch?: unknown; packages?: unknown };
  if (typeof id !== "string" || id === "" || id.length > MAX_ID)
    return `it has no "id" that is a text of 1 to ${MAX_ID} characters`;
  if (arch !== undefined && arch !== null && (typeof arch !== "string" || arch.length > MAX_ID))
    return `its "arch" is not a text`;
  if (!Array.isArray(packages) || packages.length > MAX_PACKAGES)
    return `it has no "packages" that is a list of at most ${MAX_PACKAGES} texts`;
  for (const nevra of packages)
    if (typeof nevra !== "string" || nevra.length > MAX_NEVRA)
      return `its "packages" has something else than a text of at most ${MAX_NEVRA} characters`;
  return { id, architecture: arch ?? undefined, packages };
}
