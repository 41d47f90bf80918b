import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evrOf, fillIn, keptConfig, labPackage, rpmNameOf, withDist } from "./lab-package.ts";
import { renderFileList, renderSpec } from "./spec-file.ts";

describe("a package of the lab", () => {
  test.each([
    ["5.1.8-9", 9, "5.1.8-9.el9"],
    ["1:3.5.1-6_8.1", 9, "1:3.5.1-6.el9_8.1"],
    ["4.7.0-21_10.alma.1", 8, "4.7.0-21.el8_10.alma.1"],
    ["8.5-1.2111", 8, "8.5-1.2111.el8"],
    ["257-18_10.2.alma.1", 10, "257-18.el10_10.2.alma.1"],
  ] as const)("puts the mark of a major behind the number of the release: %s on EL %i is %s", (evr, major, whole) => {
    expect(withDist(evr, { major })).toBe(whole);
  });

  test("keeps epoch, version and release apart", () => {
    const own = labPackage("openssl", "1:3.5.1-6.el9");
    expect(own).toMatchObject({ epoch: 1, version: "3.5.1", release: "6.el9" });
    expect(evrOf(own)).toBe("1:3.5.1-6.el9");
    expect(rpmNameOf(own)).toBe("openssl-3.5.1-6.el9.x86_64.rpm");
    expect(evrOf(labPackage("bash", "5.1.8-9.el9"))).toBe("5.1.8-9.el9");
  });

  test("refuses a version without a release", () => {
    expect(() => labPackage("bash", "5.1.8")).toThrow('Cannot read "5.1.8"');
    expect(() => withDist("5.1.8", { major: 9 })).toThrow("has no release");
  });

  test("says its own version and vendor in its texts", () => {
    const own = labPackage("httpd", "1:2.4-3.el9");
    expect(fillIn("@VERSION@ @RELEASE@ @EVR@ @VENDOR@ @VERSION@", own, "CentOS")).toBe(
      "2.4 3.el9 1:2.4-3.el9 CentOS 2.4",
    );
  });
});

describe("a list of files", () => {
  test.each([
    [{ path: "/usr/bin/ls", kind: "file" }, '"/usr/bin/ls"'],
    [{ path: "/usr/bin/[", kind: "file" }, '"/usr/bin/?"'],
    [
      { path: "/etc/hosts", kind: "file", config: "keep", mode: 0o644 },
      '%attr(0644, root, root) %config(noreplace) "/etc/hosts"',
    ],
    [{ path: "/etc/screenrc", kind: "file", config: "replace" }, '%config "/etc/screenrc"'],
    [
      { path: "/var/lib/mysql", kind: "directory", mode: 0o755, owner: "mysql" },
      '%attr(0755, mysql, mysql) %dir "/var/lib/mysql"',
    ],
    [{ path: "/boot/vmlinuz", kind: "ghost", mode: 0o755 }, '%attr(0755, root, root) %ghost "/boot/vmlinuz"'],
    [
      { path: "/etc/shadow", kind: "file", config: "keep", mode: 0, verified: false },
      '%attr(0000, root, root) %verify(not filedigest size mtime) %config(noreplace) "/etc/shadow"',
    ],
    [{ path: "/usr/share/100%", kind: "file" }, '"/usr/share/100%%"'],
  ] as const)("says what rpm has to know: %j", (file, line) => {
    expect(renderFileList([file])).toBe(`${line}\n`);
  });
});

describe("a spec file", () => {
  const own = labPackage("site-hooks", "2:1.0-2.el9", {
    summary: "100% of the hooks",
    requires: ["bash", "(pre) shadow-utils", "site-base = @EVR@"],
    provides: ["hooks = @VERSION@"],
    obsoletes: ["old-hooks < 1"],
    module: "nodejs:18:1:c0ffee42",
    files: { "/etc/site": keptConfig("x") },
    scripts: { post: 'echo "@EVR@ 100%" $1\n', "pretrans -p <lua>": "return 0\n" },
  });
  const spec = renderSpec({
    name: "lab-batch",
    vendor: "CentOS",
    stage: "/nowhere/stage",
    packages: [
      { package: own, fileList: undefined },
      { package: labPackage("site-base", "1.0-2.el9", { arch: "noarch" }), fileList: undefined },
    ],
  });

  test("is read by rpm as it was meant", () => {
    const folder = mkdtempSync(join(tmpdir(), "spec-"));
    try {
      const path = join(folder, "batch.spec");
      writeFileSync(path, spec);
      const format =
        "[%{REQUIRENAME}|%{REQUIREFLAGS:depflags}|%{REQUIREVERSION}\\n]%{POSTIN}\\n%{EPOCH} %{SUMMARY} %{VENDOR} %{ARCH}\\n";
      const said = execFileSync("rpmspec", ["-q", "--queryformat", `@%{NAME}\\n${format}`, path], {
        encoding: "utf8",
      });
      const [, , hooks = "", base = ""] = said.split(/^@.*\n/m);
      expect(hooks).toMatch(/^site-base\|\s*=\s*\|2:1\.0-2\.el9$/m);
      expect(hooks).toContain("shadow-utils");
      expect(hooks).toContain('echo "2:1.0-2.el9 100%" $1');
      expect(hooks).toContain("2 100% of the hooks CentOS");
      expect(base).toContain("noarch");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("names module, interpreter and each need of a scriptlet", () => {
    expect(spec).toContain("ModularityLabel: nodejs:18:1:c0ffee42\n");
    expect(spec).toContain("%pretrans -p <lua> -n site-hooks\nreturn 0\n");
    expect(spec).toContain("Requires(pre): shadow-utils\n");
    expect(spec).toContain("Obsoletes: old-hooks < 1\n");
  });
});
