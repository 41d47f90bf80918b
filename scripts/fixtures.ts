import { join, resolve } from "node:path";
import { fixtureHosts } from "./fixtures/hosts.ts";
import { writeFixtureHost } from "./fixtures/write-fixture-host.ts";

const folder = resolve(import.meta.dirname, "../fixtures/hosts");
for (const [name, host] of Object.entries(fixtureHosts)) await writeFixtureHost(join(folder, name), host);
console.log(`${Object.keys(fixtureHosts).length} recorded hosts written to ${folder}`);
