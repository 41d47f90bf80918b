import { parseIniSections } from "../repodata/ini-sections.ts";
import type { FactValue } from "./facts.ts";
import { booleanOption } from "./ini-options.ts";
import { linesOf } from "./lines.ts";
import { parseSections, type Section } from "./sections.ts";

type NetworkProfile = FactValue<"networkProfiles">[number];

/**
 * Reads ifcfg files (initscripts' sysconfig.txt) and NetworkManager's keyfiles, told apart by their names.
 *
 * @example
 * ==> /etc/sysconfig/network-scripts/ifcfg-eth0 <==
 * DEVICE=eth0
 * TYPE="Ethernet"
 * NM_CONTROLLED=no
 * ==> /etc/NetworkManager/system-connections/ens3.nmconnection <==
 * [connection]
 * id=ens3
 * type=ethernet
 */
export function parseNetworkProfiles(text: string): NetworkProfile[] {
  return parseSections(text).map((section) => {
    const name = section.path.slice(section.path.lastIndexOf("/") + 1);
    return name.startsWith("ifcfg-") ? fromIfcfg(section, name) : fromKeyfile(section, name);
  });
}

/** Shell assignments; what a shell would make of lines that are none is not ours to guess, they say nothing about the profile. */
function fromIfcfg(section: Section, fileName: string): NetworkProfile {
  const values = new Map<string, string>();
  for (const line of linesOf(section.text)) {
    const assignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line.text);
    if (assignment !== null) values.set(assignment[1] ?? "", unquoted(assignment[2] ?? ""));
  }
  return {
    file: section.path,
    kind: "ifcfg",
    name: values.get("NAME") ?? fileName.slice("ifcfg-".length),
    ...given("type", values.get("TYPE")?.toLowerCase()),
    ...given("device", values.get("DEVICE")),
    networkManager: booleanOption(values.get("NM_CONTROLLED")) !== false,
  };
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*?)\1/.exec(trimmed);
  return quoted === null ? trimmed.replace(/\s.*$/, "") : (quoted[2] ?? "");
}

function fromKeyfile(section: Section, fileName: string): NetworkProfile {
  const connection = parseIniSections(section.text, section.path).find((part) => part.name === "connection")?.options;
  return {
    file: section.path,
    kind: "keyfile",
    name: connection?.get("id")?.value ?? fileName.replace(/\.nmconnection$/, ""),
    ...given("type", connection?.get("type")?.value),
    ...given("device", connection?.get("interface-name")?.value),
    networkManager: true,
  };
}

function given<Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } {
  return value === undefined || value === "" ? {} : ({ [name]: value } as { [Key in Name]?: string });
}
