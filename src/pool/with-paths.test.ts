import { expect, test } from "vitest";
import { tableOfPackages } from "./table-of-packages.ts";
import { withPaths } from "./with-paths.ts";

const base = { epoch: 0, version: "1", release: "1", arch: "noarch" };

test("withPaths() adds paths to their packages and leaves the table as it was", () => {
  const table = tableOfPackages([
    { ...base, name: "a", files: ["/usr/bin/a"] },
    { ...base, name: "b" },
    { ...base, name: "c", files: ["/etc/c"] },
  ]);
  const before = pathsOf(table);
  const more = new Map([
    [0, ["/usr/bin/a", "/usr/share/a"]],
    [1, ["/usr/share/b"]],
  ]);
  expect(pathsOf(withPaths(table, more))).toEqual([["/usr/bin/a", "/usr/share/a"], ["/usr/share/b"], ["/etc/c"]]);
  expect(pathsOf(table)).toEqual(before);
});

function pathsOf({ count, files, strings }: ReturnType<typeof tableOfPackages>): string[][] {
  const decoder = new TextDecoder();
  return Array.from({ length: count }, (_, index) =>
    Array.from(files.ids.subarray(files.offsets[index], files.offsets[index + 1]), (id) =>
      decoder.decode(strings.data.subarray(strings.offsets[id], strings.offsets[id + 1])),
    ),
  );
}
