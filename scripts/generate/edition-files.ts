import type { FileSpec } from "./package-spec.ts";

/** What of a blueprint one build holds. */
export interface Contents {
  readonly soname?: string | undefined;
  readonly files: readonly string[];
  readonly configFiles: readonly string[];
}

/** The files of a build. An i686 build has its library only, as on a real mirror where the rest would clash. */
export function fileList(contents: Contents, name: string, arch: string): readonly FileSpec[] {
  const files: FileSpec[] = [];
  if (contents.soname !== undefined) {
    const folder = arch === "i686" ? "/usr/lib" : "/usr/lib64";
    files.push({ path: `${folder}/${contents.soname}`, kind: "file", contents: `${name} ${arch}\n`, mode: 0o755 });
  }
  if (arch !== "i686") {
    for (const path of contents.files) {
      files.push({ path, kind: "file", contents: `${path} of ${name}\n`, mode: path.includes("bin/") ? 0o755 : 0o644 });
    }
    for (const path of contents.configFiles)
      files.push({ path, kind: "config", contents: `# ${path}, as ${name} ships it\n` });
    files.push({ path: `/usr/share/licenses/${name}`, kind: "directory" });
    files.push({
      path: `/usr/share/licenses/${name}/LICENSE`,
      kind: "file",
      contents: "Made for tests; no rights reserved.\n",
    });
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Bytes that a package of this name pretends to have installed: from some kB to some tens of MB. */
export function sizeOf(name: string): number {
  let hash = 17;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) >>> 0;
  return 4096 + (hash % 1000) ** 2 * ((hash >>> 10) % 40);
}
