import { readCatalogWithFacts } from "../../src/app/read-catalog-with-facts.ts";
import { hardRules, profiles, weights } from "../../src/compare/advice-rules.ts";
import { evidenceTopics } from "../../src/compare/choice.ts";
import { compareReleases } from "../../src/compare/compare-releases.ts";
import { pathMap } from "../../src/compare/path-map.ts";
import { findSubject } from "../../src/compare/subject.ts";
import { evidenceTitles } from "../../src/report/choice.ts";
import { comparisonView } from "../../src/report/comparison.ts";
import { renderComparisonTables } from "../../src/report/render-comparison-markup.ts";
import { renderPathMapSvg } from "../../src/report/render-path-map-svg.ts";

const parts = [
  {
    title: "AlmaLinux 9 and CentOS Stream 9",
    about:
      "The same major: what a host of CentOS Stream 9 gains and loses when it is converted, and what staying means.",
    releases: ["almalinux-9", "centos-stream-9"],
  },
  {
    title: "AlmaLinux 10 and CentOS Stream 10",
    about: "With the build for processors without x86-64-v3, and Kitten, in which AlmaLinux 10 is developed.",
    releases: ["almalinux-10", "almalinux-10-x86_64_v2", "almalinux-kitten-10", "centos-stream-10"],
  },
  {
    title: "AlmaLinux 8 and the CentOS releases that have ended",
    about: "None of the three CentOS releases gets fixes any more.",
    releases: ["almalinux-8", "centos-stream-8", "centos-linux-8", "centos-linux-7"],
  },
] as const;

/** docs/compare.md: AlmaLinux and CentOS side by side, as data/ knew them on the day when its facts were last looked up. */
export function renderCompare(): string {
  const catalog = readCatalogWithFacts();
  const sources = catalog.releaseFacts.flatMap(({ source }) => source);
  const [date = ""] = sources
    .map((id) => catalog.sources.get(id)?.retrieved ?? "")
    .toSorted()
    .toReversed();
  return [
    "# AlmaLinux and CentOS compared",
    "<!-- Made by `node scripts/render-docs.ts` from data/; a test sees to it that it is current. -->",
    `As known on ${date}. Each value leads to its source by the number after it, and the lists of sources say for which day`,
    'each source speaks. What no source told is "unknown", and why; what nobody measured is "not measured".',
    "",
    "`ferry compare almalinux-9 centos-stream-9` prints the same for any releases that Ferry knows, RHEL, Rocky Linux and Oracle",
    "Linux too, as text, Markdown, HTML or JSON, with the time that is left counted from today.",
    "",
    ...aboutHosts(),
    "",
    "![Ways in place from release to release: upgrades to the next major, conversions within one, by Ferry and by others](ways-in-place.svg)",
    ...parts.flatMap(({ title, about, releases }) => {
      const subjects = releases.flatMap((id) => findSubject(id, catalog) ?? []);
      const view = comparisonView(compareReleases(subjects, catalog, date));
      return ["", `## ${title}`, "", about, ...renderComparisonTables(view, "###")];
    }),
    "",
  ].join("\n");
}

/** What `ferry compare HOST` says, and by which rules. */
function aboutHosts(): readonly string[] {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [
    "## A host of yours",
    "",
    "`ferry compare HOST|FACTS|ARCHIVE|DIR…` holds the releases that each host could run against its own facts, and advises one. It reads",
    "only. Without `--to` the candidates are staying and every AlmaLinux that a way leads to in place; where there is none, those that",
    "could be built beside the host. For a host of CentOS the newest CentOS Stream is among them, for `development` and `testing` AlmaLinux",
    "Kitten. `--to` names any release that Ferry knows, of others too. A sign before each value says how it counts; what is not known",
    "counts against. The advice says by when: the last day of fixes for what the host runs.",
    "",
    "```",
    "ferry compare web1 db1 --for production",
    "ferry compare facts/ --to almalinux-9,almalinux-10 --repo baseos=DIR --repo appstream=DIR",
    "ferry compare archive.tar.gz --errata osv-database.tar.zst --costs costs.yaml --format html > choice.html",
    "ferry compare fleet.jsonl.zst",
    "```",
    "",
    "- **Packages** are solved with the repositories that `--repo` names, each for steps to the EL major that its packages are built for;",
    "  without it with those in the cache, and nothing is asked of the network. Each step of a way is solved from the packages that the one",
    "  before leaves, as far as its repositories are there; the answer says how far that was. Where nothing can be solved, what Ferry knows",
    "  of renamed packages is told, and that it was not solved. Of a fleet file the first step alone is solved.",
    "- **Others** (CentOS Stream, RHEL, Rocky Linux, Oracle Linux) are weighed by the same rules. The way there is that of the tools that go",
    "  it (`data/hops/others.json`), else a new host is built. Ferry does not go these ways: it makes the checks of the hardware alone for",
    "  them, solves nothing, and says so. Drivers that AlmaLinux put back count for AlmaLinux alone.",
    "- **Devices**: storage and network devices against the lists of drivers that a kernel no longer has or nobody maintains (`data/drivers`).",
    "- **Own software**: what rpm does not own below `/usr/local`, `/opt` and `/srv` on the host's own disks: programs and libraries with",
    "  the glibc and the libraries that their bytes name, scripts that start a Python, Python environments, modules of pip, CPAN, gem, npm",
    "  and PECL. Within a major version libraries and interpreters keep their versions. To another one these break: a glibc that is too",
    "  old, OpenSSL under another name, libraries that the solver sees go, environments of a Python that is not there. The look ends",
    "  after 3 seconds, 3,000 files or 128 MB, and then says that it is not all. A name may stand in a file that does not need it; a file",
    "  that is linked with a library has its name. Home folders are left aside, and so the answer says. Archives, and facts of before, do",
    "  not tell it.",
    '- **Fleet files** (`.jsonl`, as for `ferry assess`) tell packages, and the processor where a line has `"cpuLevel": 2` (the 2 of',
    "  x86-64-v2); where it has not, the level that the release needs is a condition of the advice. Devices, repositories, own software and",
    "  the checks are left out of the weighing. Hosts with the same release, machine, databases, renamed packages and outcome of the solver",
    "  are of one kind; the first of each is compared for all, and the counts shown are its own.",
    "- **Time to a fix** is measured with `--errata`: AlmaLinux's advisories in OSV's form (github.com/AlmaLinux/osv-database, as a file,",
    "  a folder or a tar archive). Their `published` is the day of Red Hat's advisory, `modified` the day on which AlmaLinux last touched",
    "  its own: so the days between are the most that it took, as later edits count too.",
    "- **Cost** is weighed with `--costs FILE`, YAML or JSON. Every key but `releases` is needed; a release has what it costs a year:",
    "",
    "```yaml",
    "currency: EUR",
    "releases:            # per node and year; both are 0 where left out",
    "  rhel-9: { subscription: 350 }",
    "  almalinux-9: { support: 90 }",
    "  almalinux-10: { support: 90 }",
    "hops: { convert: 100, upgrade: 300, rebuild: 800 }   # work per node, once; spread over five years",
    "```",
    "",
    "Three hard rules come first; a target that one of them hits is never advised:",
    "",
    ...Object.entries(hardRules).map(([id, words]) => `- \`${id}\`: ${words}`),
    "",
    "Then each topic is worth 0 to 1, times its weight for the use (`--for`). The weights are a judgement, all in",
    "`src/compare/advice-rules.ts`. The advice names the evidence that decided, not the sum; `--json` (`ferry/choice/1`) has every number",
    "with its source, and each weight. It is a document of its own: `ferry/comparison/1` is of releases, this one of hosts.",
    "",
    row(["topic", ...profiles]),
    row(["---", ...profiles.map(() => "---")]),
    ...evidenceTopics.map((topic) =>
      row([evidenceTitles[topic], ...profiles.map((profile) => weights[profile][topic])]),
    ),
    "",
    "What would change the answer is found by trying: each thing that could be mended, each unknown that could turn out badly, and each",
    "other use. Hosts whose answers are the same are one cohort. The exit code is 2 where no release can be advised.",
    "",
    "![What a host of CentOS Stream 9 with an old processor could run](screens/compare-host.png)",
    "",
    "## Releases side by side",
  ];
}

/** docs/ways-in-place.svg: what `ferry lifecycle --paths --format svg` prints. */
export function renderWaysInPlace(): string {
  return renderPathMapSvg(pathMap(readCatalogWithFacts()));
}
