import { readCatalogWithFacts } from "../../src/app/read-catalog.ts";
import { compareReleases } from "../../src/compare/compare-releases.ts";
import { pathMap } from "../../src/compare/path-map.ts";
import { findSubject } from "../../src/compare/subject.ts";
import { comparisonView } from "../../src/report/comparison.ts";
import { renderComparisonTables } from "../../src/report/render-comparison-markup.ts";
import { renderPathMapSvg } from "../../src/report/render-path-map.ts";

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
    "![Ways in place: upgrades from CentOS Linux 7 to AlmaLinux 8, 9 and 10, and conversions within a major](ways-in-place.svg)",
    ...parts.flatMap(({ title, about, releases }) => {
      const subjects = releases.flatMap((id) => findSubject(id, catalog) ?? []);
      const view = comparisonView(compareReleases(subjects, catalog, date));
      return ["", `## ${title}`, "", about, ...renderComparisonTables(view, "###")];
    }),
    "",
  ].join("\n");
}

/** docs/ways-in-place.svg: what `ferry lifecycle --paths --format svg` prints. */
export function renderWaysInPlace(): string {
  return renderPathMapSvg(pathMap(readCatalogWithFacts()));
}
