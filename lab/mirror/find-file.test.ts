import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { findFile } from "./find-file.ts";

const root = mkdtempSync(join(tmpdir(), "ferry-mirror-"));
const www = join(root, "www");
for (const [path, text] of [
  ["www/repo.almalinux.org/almalinux/9/a%20b c.rpm", "package"],
  ["www/mirror.stream.centos.org/9-stream/BaseOS/x86_64/os/repodata/repomd.xml", "<repomd/>"],
  ["www/mirror.stream.centos.org/SIGs/9-stream/extras/x86_64/extras-common/repodata/repomd.xml", "<repomd/>"],
  ["secret", "not for the mirror"],
] as const) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ["repo.almalinux.org", "/almalinux/9/a%2520b%20c.rpm", "file"],
  ["repo.almalinux.org", "/almalinux/9/../9//a%2520b%20c.rpm?x=1", "file"],
  ["repo.almalinux.org", "/almalinux/9", "nothing"],
  ["repo.almalinux.org", "/../../secret", "nothing"],
  ["repo.almalinux.org", "/%2e%2e/%2e%2e/secret", "nothing"],
  ["repo.almalinux.org", "/%", "nothing"],
  ["..", "/secret", "nothing"],
  ["", "/secret", "nothing"],
  ["mirrors.almalinux.org", "/mirrorlist/9.6/baseos", "text"],
  ["mirrors.almalinux.org", "/mirrorlist/nine/baseos", "nothing"],
  ["mirrors.centos.org", "/metalink?repo=centos-baseos-9-stream&arch=x86_64&protocol=https,http", "text"],
  ["mirrors.centos.org", "/metalink?repo=centos-extras-sig-extras-common-9-stream&arch=x86_64", "text"],
  ["mirrors.centos.org", "/metalink?repo=centos-baseos-9-stream&arch=../..", "nothing"],
] as const)("the mirror answers %s%s with %s", async (host, target, kind) => {
  expect((await findFile(www, { host, target })).kind).toBe(kind);
});

test("mirror lists and metalinks name what the mirror has", async () => {
  const list = await findFile(www, { host: "mirrors.almalinux.org", target: "/mirrorlist/9.6/appstream" });
  expect(list).toMatchObject({ text: "https://repo.almalinux.org/almalinux/9/AppStream/$basearch/os/\n" });
  const target = "/metalink?repo=centos-baseos-9-stream&arch=x86_64";
  const metalink = await findFile(www, { host: "mirrors.centos.org", target });
  const text = metalink.kind === "text" ? metalink.text : "";
  const url = /https:\/\/[^<]+/.exec(text)?.[0] ?? "";
  const { host, pathname } = new URL(url);
  expect(await findFile(www, { host, target: pathname })).toMatchObject({ kind: "file", size: 9 });
  expect(text).toContain("<size>9</size>");
});

test("no request leads out of the mirror's folder", async () => {
  const piece = fc.constantFrom("..", "%2e%2e", "/", "%2f", "secret", "almalinux", "\0", "%00", ".");
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.constantFrom("repo.almalinux.org", "..", "."), async (pieces, host) => {
      const found = await findFile(www, { host, target: `/${pieces.join("")}` });
      if (found.kind === "file") expect(found.path.startsWith(`${www}/`)).toBe(true);
    }),
  );
});
