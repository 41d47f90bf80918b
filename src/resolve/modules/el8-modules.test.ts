import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { pythonCan } from "../../../test/repodata/oracle.ts";
import { askLibdnf } from "../../../test/support/libdnf-modules.ts";
import { madeIndex, modulesYaml } from "../../../test/support/made-modules.ts";
import { sharedData } from "../../../test/support/shared-data.ts";
import type { HostModule } from "../../package/module-index.ts";
import { indexModules } from "../../repodata/index-modules.ts";
import { parseModules } from "../../repodata/parse-modules.ts";
import { activeStreams } from "./active-streams.ts";

const data = sharedData("repodata/el8-clone-modules");
const canAsk = pythonCan("import dnf");

/** Some of EL8's defaults (`dnf module list` of AlmaLinux 8); the file with them is not part of the data. */
const defaults = [
  "perl:5.26",
  "httpd:2.4",
  "nginx:1.14",
  "php:7.2",
  "nodejs:10",
  "ruby:2.5",
  "python36:3.6",
  "ant:1.10",
].concat(
  ["perl-DBI:1.641", "perl-DBD-MySQL:4.046", "container-tools:rhel8", "llvm-toolset:rhel8", "virt:rhel", "idm:client"],
  ["postgresql:10", "mariadb:10.3", "mysql:8.0", "subversion:1.10", "maven:3.5", "pki-deps:10.6", "redis:5"],
);

const enabled = (...streams: readonly string[]): readonly HostModule[] =>
  streams.map((text) => {
    const [name = "", stream = ""] = text.split(":");
    return { name, stream, state: stream === "" ? "disabled" : "enabled" };
  });

const hosts = [
  [],
  enabled("php:7.4", "nginx:1.18", "nodejs:14", "postgresql:12"),
  enabled("perl:5.30", "perl-DBI:1.641"),
  enabled("idm:DL1", "virt:"),
  enabled("perl:5.30", "perl-App-cpanminus:1.7044", "httpd:", "mariadb:"),
  enabled("php:7.4", "httpd:"),
];

test.skipIf(data === undefined || !canAsk)(
  "the 96 streams of an EL8 clone are active as libdnf has them",
  () => {
    const text = gunzipSync(
      readFileSync(join(data ?? "", "appstream-x86_64-modules-latest-stored.yaml.gz")),
    ).toString();
    const whole = text + modulesYaml(madeIndex([], defaults));
    const index = indexModules(parseModules(whole));
    expect(new Set(index.builds.map(({ name, stream }) => `${name}:${stream}`)).size).toBe(96);
    const answers = askLibdnf(hosts.map((host) => ({ repositories: [whole], host, platform: "el8" })));
    for (const [i, host] of hosts.entries()) {
      const { active } = activeStreams({
        indexes: [index],
        host,
        platform: "el8",
        architecture: "x86_64",
        rules: "by-context",
      });
      const ids = active.map(({ build: { name, stream, version, context, arch } }) =>
        [name, stream, version, context, arch].join(":"),
      );
      expect(ids.toSorted()).toEqual(answers[i]?.active);
      expect(ids.length).toBeGreaterThan(30);
    }
  },
  120_000,
);
