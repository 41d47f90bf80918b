import { check, type Finding } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";
import { counted, listed } from "../words.ts";

const nothing = { limits: [], programs: [], scripts: [], environments: [], modules: [] };
const systemModules = /^\/usr\/lib(?:64)?\/python/;

export const outsideRpm = check({
  id: "packages/outside-rpm",
  code: "F-0315",
  title: "No module that rpm does not know lies in the way of the system's interpreters",
  why: "The next major version has another Python, Perl, Ruby and PHP: what pip, CPAN, gem and PECL installed for the old ones is not found any more or does not load. What pip wrote over the system's own modules breaks dnf and leapp (AlmaLinux leapp-repository#70, elevate-cpanel#199, almalinux-deploy#161). Programs outside rpm and the libraries that they name are in `ferry compare`.",
  hops: ["upgrade"],
  worst: "medium",
  needs: ["ownSoftware"],
  examples: [
    { says: "nothing outside rpm", given: { ownSoftware: nothing }, context: upgradeAlma8, finds: [] },
    {
      says: "pip has written beside the system's modules",
      given: {
        ownSoftware: {
          ...nothing,
          modules: [
            { kind: "pip", path: "/usr/lib/python3.6/site-packages/urllib3-1.26.0.dist-info", version: "3.6" },
            { kind: "perl", path: "/usr/local/lib64/perl5/auto/Moo/.packlist" },
          ],
        },
      },
      context: upgradeAlma8,
      finds: [
        "1 module of pip lies among those of the system's Python",
        "1 module that rpm does not know is for an interpreter that changes",
      ],
    },
    {
      says: "an environment of the system's Python, and one of a Python of its own",
      given: {
        ownSoftware: {
          ...nothing,
          environments: [
            { path: "/srv/web/venv", version: "3.6", home: "/usr/bin" },
            { path: "/opt/shop/venv", version: "3.11", home: "/opt/python/bin" },
          ],
        },
      },
      context: upgradeAlma8,
      finds: ["1 Python environment must be made anew after the upgrade"],
    },
  ],
  run({ ownSoftware: { environments, modules } }): readonly Finding[] {
    const over = modules.filter(({ kind, path }) => kind === "pip" && systemModules.test(path));
    const beside = modules.filter((one) => one.kind !== "npm" && !over.includes(one));
    const systems = environments.filter(
      ({ home }) => home === undefined || /^\/(?:usr\/)?(?:bin|libexec)\b/.test(home),
    );
    const kinds: readonly (readonly [readonly string[], string, string, string])[] = [
      [
        over.map(({ path }) => path),
        `${counted(over.length, "module", "modules")} of pip ${over.length === 1 ? "lies" : "lie"} among those of the system's Python`,
        "dnf, leapp and what else is written in Python load them instead of those that they were tested with, and can fail in the middle of the upgrade",
        "Compare with rpm -V of the packages of the same modules; pip uninstall what the system does not need, and put it into an environment of its own",
      ],
      [
        beside.map(({ path }) => path),
        `${counted(beside.length, "module that rpm does not know is", "modules that rpm does not know are")} for ${beside.length === 1 ? "an interpreter that changes" : "interpreters that change"}`,
        "Programs that use them do not find them after the upgrade, or cannot load them",
        "Note what is installed (pip list, cpan -l, gem list, pecl list), and install it anew after the upgrade",
      ],
      [
        systems.map(({ path }) => path),
        `${counted(systems.length, "Python environment", "Python environments")} must be made anew after the upgrade`,
        "Its interpreter is the system's, which is of another version then: what runs in it does not start",
        "Note what is installed in it (pip freeze), and make it anew with python3 -m venv after the upgrade",
      ],
    ];
    return kinds.flatMap(([paths, title, risk, fix]) =>
      paths.length === 0
        ? []
        : [{ severity: "medium", inhibitor: false, title, seen: listed(paths, 4), risk, fix } satisfies Finding],
    );
  },
});
