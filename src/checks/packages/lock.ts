import { check } from "../check.ts";
import { listed } from "../words.ts";

export const lock = check({
  id: "packages/lock",
  code: "F-0305",
  title: "No package manager is at work",
  why: "While another transaction runs, what is installed changes under our eyes, and dnf would have to wait.",
  hops: ["convert", "upgrade"],
  worst: "high",
  needs: ["locks"],
  examples: [
    { says: "idle", given: { locks: [] }, finds: [] },
    {
      says: "an update is running",
      given: { locks: [{ path: "/var/run/dnf.pid", process: 4711, command: "dnf" }] },
      finds: ["A package manager is at work on the host"],
    },
  ],
  run({ locks }) {
    if (locks.length === 0) return [];
    const holders = locks.map(({ path, process, command }) => {
      const who = [command, process === undefined ? undefined : `process ${process}`].filter(
        (part) => part !== undefined,
      );
      return who.length === 0 ? path : `${path} held by ${who.join(", ")}`;
    });
    return [
      {
        severity: "high",
        inhibitor: false,
        title: "A package manager is at work on the host",
        seen: listed(holders),
        risk: "What was read of the packages may already be wrong, and two transactions at once break the database",
        fix: "Wait until it has finished, then inspect the host again",
      },
    ];
  },
});
