import type { Capture } from "../../facts/capture.ts";
import { FactError, quote } from "../../facts/fact-error.ts";
import type { ArchiveFile } from "./archive-entries.ts";
import type { ArchiveFiles } from "./archive-files.ts";

export const notInArchive: Capture = { kind: "unreadable", reason: "not in the archive" };

export function output(text: string, truncated = false): Capture {
  return { kind: "output", text, truncated };
}

/**
 * The first of some files as the answer to a probe, brought into its format. A path that ends with `*` stands for the first
 * file that begins so. What is no answer but a shell's complaint is unreadable; so is what `convert` refuses by a FactError.
 */
export function answer(files: ArchiveFiles, paths: readonly string[], convert?: (text: string) => string): Capture {
  let complaint: Capture | undefined;
  for (const path of paths) {
    const file = fileAt(files, path);
    if (file === undefined) continue;
    const said = complaintIn(file.text);
    if (said === undefined) {
      return converted(() => output(convert === undefined ? file.text : convert(file.text), file.truncated));
    }
    complaint ??= { kind: "unreadable", reason: `the archive says instead: ${said}` };
  }
  return complaint ?? notInArchive;
}

/** Runs what makes an answer of several files. */
export function converted(make: () => Capture): Capture {
  try {
    return make();
  } catch (error) {
    if (error instanceof FactError) return { kind: "unreadable", reason: error.message };
    throw error;
  }
}

/** The text of the first of some files; undefined where there is none, where it was cut, and where it is a complaint. */
export function plainText(files: ArchiveFiles, paths: readonly string[]): string | undefined {
  const capture = answer(files, paths);
  return capture.kind === "output" && !capture.truncated ? capture.text : undefined;
}

/** Files behind lines with their paths on the host, as the collector gives them. */
export function sections(files: ArchiveFiles, paths: readonly string[], filter: (text: string) => string): Capture {
  const found = paths.map((path) => ({ path, file: files.file(path) }));
  const texts = found.flatMap(({ path, file }) =>
    file === undefined ? [] : [`==> /${path} <==\n${filter(file.text)}\n`],
  );
  if (texts.length === 0) return notInArchive;
  return output(
    texts.join(""),
    found.some(({ file }) => file?.truncated === true),
  );
}

/** Whether Insights noted that a file it looked for is not there; its glob "didn't match", its file "does not exist". */
export function provenAbsent(files: ArchiveFiles, spec: string): boolean {
  return /ContentException: [^\\]{0,500}?(?:didn't match|does not exist)/.test(files.metadata(spec)?.text ?? "");
}

function fileAt(files: ArchiveFiles, path: string): ArchiveFile | undefined {
  const found = path.endsWith("*") ? files.startingWith(path.slice(0, -1))[0] : path;
  return found === undefined ? undefined : files.file(found);
}

/** What shells, timeout(1) and sos write where a command could not answer: a few lines at most. */
function complaintIn(text: string): string | undefined {
  const lines = text.trim().split("\n", 4);
  const complaint =
    /: (?:No such file or directory|command not found|Permission denied|Operation not permitted)$|^timeout: |failed to run command|timed out/i;
  const line = lines.length > 3 ? undefined : lines.find((each) => each.length < 300 && complaint.test(each));
  return line === undefined ? undefined : quote(line);
}
