import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedData } from "../../test/support/shared-data.ts";
import { parseFstab } from "./fstab.ts";
import { parseDiskUse } from "./mounts.ts";
import { parseSockets } from "./sockets.ts";
import { parseUnits } from "./units.ts";

const fixtures = sharedData("hardware/jc-fixtures/centos-7.7") ?? "";

type Row = Readonly<Record<string, unknown>>;

function fixture(name: string): { readonly text: string; readonly rows: readonly Row[] } {
  return {
    text: readFileSync(join(fixtures, `${name}.out`), "utf8"),
    rows: JSON.parse(readFileSync(join(fixtures, `${name}.json`), "utf8")) as readonly Row[],
  };
}

describe.skipIf(fixtures === "")("answers of CentOS 7.7 that jc read too", () => {
  test("fstab", () => {
    const { text, rows } = fixture("fstab");
    const fstab = parseFstab(text);
    expect(fstab.malformed).toEqual([]);
    expect(
      fstab.entries.map(({ device, mountPoint, type, options }) => [device, mountPoint, type, options.join(",")]),
    ).toEqual(rows.map((row) => [row["fs_spec"], row["fs_file"], row["fs_vfstype"], row["fs_mntops"]]));
  });

  test("df", () => {
    const { text, rows } = fixture("df");
    expect(parseDiskUse(text)).toEqual(
      rows.map((row) => ({
        device: row["filesystem"],
        mountPoint: row["mounted_on"],
        total: row["1k_blocks"],
        free: row["available"],
      })),
    );
  });

  test("systemctl", () => {
    const { text, rows } = fixture("systemctl");
    const expected = rows.filter((row) => row["load"] !== "not-found");
    expect(parseUnits(text.replace(/\n\s*\n/g, "\n")).map(({ name, active, sub }) => [name, active, sub])).toEqual(
      expected.map((row) => [row["unit"], row["active"], row["sub"]]),
    );
    expect(expected.length).toBeGreaterThan(150);
  });

  test("systemctl list-unit-files", () => {
    const { text, rows } = fixture("systemctl-luf");
    expect(parseUnits(`\n${text}`).map(({ name, enablement }) => [name, enablement])).toEqual(
      rows.map((row) => [row["unit_file"], row["state"]]),
    );
  });

  test("ss", () => {
    const { text, rows } = fixture("ss-sudo-a");
    const numeric = rows.filter(
      (row) =>
        (row["netid"] === "tcp" || row["netid"] === "udp") &&
        (row["state"] === "LISTEN" || row["state"] === "UNCONN") &&
        /^\d+$/.test(String(row["local_port"])),
    );
    const lines = text.split("\n").filter((line) => /^(?:tcp|udp)\s+(?:LISTEN|UNCONN)\s.*?:\d+\s/.test(line));
    const sockets = parseSockets(`==> ss <==\n${lines.join("\n")}`, "little");
    expect(new Set(sockets.map(({ protocol, port }) => `${protocol} ${port}`))).toEqual(
      new Set(numeric.map((row) => `${String(row["netid"])} ${String(row["local_port"])}`)),
    );
  });
});
