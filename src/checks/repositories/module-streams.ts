import { check, type Finding } from "../check.ts";
import { exampleHop, upgradeAlma9 } from "../examples.ts";
import { counted, listed } from "../words.ts";

function module(name: string, stream: string) {
  return { name, stream, state: "enabled" as const, profiles: [] };
}
const php = module("php", "8.2");

export const moduleStreams = check({
  id: "repositories/module-streams",
  code: "F-0312",
  title: "The enabled module streams are there on the target",
  why: "An enabled stream hides all other versions of its packages: if the target lacks it, they are neither updated nor replaced.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["modules"],
  examples: [
    { says: "php 8.2, same major", given: { modules: [php] }, finds: [] },
    {
      says: "a stream that only Oracle has",
      given: { modules: [module("virt", "ol"), module("container-tools", "ol8"), php] },
      context: exampleHop("convert", "oracle-8", "almalinux-8"),
      finds: ["2 module streams are Oracle's own"],
    },
    {
      says: "EL10 has no modules",
      given: { modules: [php] },
      context: upgradeAlma9,
      finds: ["1 module stream is enabled; AlmaLinux 10 has no modules"],
    },
    {
      says: "to another major",
      given: { modules: [php] },
      context: exampleHop("upgrade", "almalinux-8", "almalinux-9"),
      finds: ["1 module stream is enabled; AlmaLinux 9 has its own streams"],
    },
  ],
  run({ modules }, { hops }) {
    const enabled = modules.filter((item) => item.state === "enabled" && item.stream !== "");
    const names = (items: typeof enabled): string =>
      listed(
        items.map((item) => `${item.name}:${item.stream}`),
        8,
      );
    return hops.flatMap(({ kind, from, to }): readonly Finding[] => {
      if (kind === "upgrade" && enabled.length > 0) {
        const count = counted(enabled.length, "module stream is", "module streams are");
        return [
          {
            severity: "medium",
            inhibitor: false,
            title: `${count} enabled; ${to.title} ${to.major >= 10 ? "has no modules" : "has its own streams"}`,
            seen: names(enabled),
            risk: "Each is reset, and its packages move to what the target has: another version, or none",
            fix: `Look which version ${to.title} has of each, and whether the application can take it`,
          },
        ];
      }
      const own = from.vendor === "oracle" ? enabled.filter((item) => /^ol\d*$/.test(item.stream)) : [];
      if (kind !== "convert" || own.length === 0) return [];
      return [
        {
          severity: "medium",
          inhibitor: false,
          title: `${counted(own.length, "module stream is", "module streams are")} Oracle's own`,
          seen: names(own),
          risk: "AlmaLinux calls these streams rhel: while Oracle's are enabled, their packages are not replaced",
          fix: `dnf module reset ${own.map((item) => item.name).join(" ")}, and after the move dnf module enable ${own.map((item) => `${item.name}:rhel${to.major}`).join(" ")}`,
        },
      ];
    });
  },
});
