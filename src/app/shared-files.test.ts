import { expect, test } from "vitest";
import { formatNevra } from "../package/nevra.ts";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import type { PackageTransaction } from "../resolve/resolution.ts";
import { sharedFilesOf } from "./shared-files.ts";

interface Made {
  readonly nevra: string;
  /** `d ` before a folder, `g ` before a ghost. */
  readonly files: readonly string[];
}

function packageOf({ nevra, files }: Made) {
  const [, name = "", version = "", release = "", arch = ""] = /^(.+)-([^-]+)-([^-]+)\.([^.]+)$/.exec(nevra) ?? [];
  return { name, epoch: 0, version, release, arch, files };
}

const nothing: PackageTransaction = {
  install: [],
  upgrade: [],
  downgrade: [],
  reinstall: [],
  obsolete: [],
  remove: [],
};

/** Shared paths of a host when all of `arriving` come in and `leaving` goes. */
async function shared(host: readonly Made[], arriving: readonly Made[], leaving: readonly string[] = []) {
  const table = tableOfPackages(arriving.map((item) => ({ ...packageOf(item), files: [] })));
  const transaction: PackageTransaction = {
    ...nothing,
    install: arriving.map(({ nevra, ...item }) => ({
      nevra,
      name: packageOf({ nevra, ...item }).name,
      repository: "target",
      downloadSize: 0,
      installedSize: 0,
      reason: "dependency",
    })),
    remove: leaving.map((nevra) => ({ nevra, why: "" })),
  };
  // Installed packages have no checksum, those of a repository have one: here their name.
  const checksums = Uint32Array.from(table.names);
  const lists = `<?xml version="1.0"?><filelists packages="${arriving.length}">${arriving
    .map(
      ({ nevra, files }) =>
        `<package pkgid="${packageOf({ nevra, files }).name}">\n${files
          .map((file) => {
            const type = { "d ": ' type="dir"', "g ": ' type="ghost"' }[file.slice(0, 2)] ?? "";
            return `  <file${type}>${file.replace(/^[dg] /, "")}</file>\n`;
          })
          .join("")}</package>`,
    )
    .join("\n")}</filelists>`;
  async function* fileLists() {
    const bytes = new TextEncoder().encode(lists);
    for (let at = 0; at < bytes.length; at += 37) yield bytes.subarray(at, at + 37);
  }
  const installed = host.map(packageOf);
  expect(installed.map(formatNevra)).toEqual(host.map(({ nevra }) => nevra));
  const found = await sharedFilesOf(installed, transaction, [
    { id: "target", table: { ...table, checksums }, fileLists },
  ]);
  return found?.map(({ path, kept, arriving: by, both }) => `${path} ${kept} ${by} ${both}`);
}

test("a file of a package that stays, and files of two that arrive", async () =>
  expect(
    await shared(
      [{ nevra: "shop-1-1.noarch", files: ["/usr/share/shop/data", "/usr/bin/shop"] }],
      [
        { nevra: "order-2-1.x86_64", files: ["/usr/share/shop/data", "/usr/share/man/man1/order.1.gz"] },
        { nevra: "tools-2-1.x86_64", files: ["/usr/share/man/man1/order.1.gz", "/usr/bin/tools"] },
      ],
    ),
  ).toEqual([
    "/usr/share/man/man1/order.1.gz order-2-1.x86_64 tools-2-1.x86_64 arrives",
    "/usr/share/shop/data shop-1-1.noarch order-2-1.x86_64 stays",
  ]));

test("folders, ghosts, build ids and what a leaving package owned are no clash", async () =>
  expect(
    await shared(
      [
        { nevra: "old-1-1.noarch", files: ["/etc/shared"] },
        { nevra: "shop-1-1.noarch", files: ["/etc/shared", "/run/shop", "/usr/share/shop"] },
      ],
      [
        {
          nevra: "a-2-1.noarch",
          files: ["/etc/shared", "g /run/shop", "d /usr/share/shop", "/usr/lib/.build-id/ab/cd"],
        },
        { nevra: "b-2-1.noarch", files: ["/usr/lib/.build-id/ab/cd"] },
      ],
      ["old-1-1.noarch"],
    ),
  ).toEqual([]));

test("without file lists nothing is known", async () => {
  const table = tableOfPackages([packageOf({ nevra: "a-1-1.noarch", files: [] })]);
  const install = [
    {
      nevra: "a-1-1.noarch",
      name: "a",
      repository: "target",
      downloadSize: 0,
      installedSize: 0,
      reason: "user" as const,
    },
  ];
  const repository = {
    id: "target",
    table: { ...table, checksums: Uint32Array.from(table.names) },
    fileLists: () => undefined,
  };
  expect(await sharedFilesOf([], { ...nothing, install }, [repository])).toBeUndefined();
});
