import { expect, test } from "vitest";
import { mirrorFaults } from "../../lab/faults/mirror-faults.ts";
import { seededRandom } from "../../scripts/generate/random.ts";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { withHost } from "./support/trial.ts";

test("class 18: a third party's key that is not there, or no key, is named", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    const key = (await host.must("sed -n 's/^gpgkey=file:\\/\\///p' /etc/yum.repos.d/epel.repo | head -n 1")).trim();
    await host.must(`mv ${key} ${key}.away`);
    await untouched(async () => {
      const gone = await ferry("migrate", "--yes");
      expect([gone.exit, gone.text]).toEqual([
        BLOCKED,
        expect.stringMatching(/the key \S+ that "epel" names .* is not there/),
      ]);
      await host.must(`echo '<html>please log in</html>' > ${key}`);
      const page = await ferry("migrate", "--yes");
      expect([page.exit, page.text]).toEqual([BLOCKED, expect.stringMatching(/what is there is no OpenPGP key/)]);
    });
  });
});

test("class 18: a package that another key has signed is refused before the first change", async () => {
  await withHost({}, async ({ lab, host, ferry, untouched }) => {
    const rogue = mirrorFaults.find(({ name }) => name === "rogue-signature");
    await rogue?.inject({ lab, host, patienceSeconds: 10 }, seededRandom("rogue"));
    await untouched(async () => {
      const { exit, text } = await ferry("migrate", "--yes", "--rehearsal", "off");
      expect([exit, text]).toEqual([BLOCKED, expect.stringMatching(/sign|key/i)]);
    });
  });
});
