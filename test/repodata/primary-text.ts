/** Pieces of primary.xml as createrepo_c writes them, for tests. */
export function primaryText(packages: readonly string[], count: number | string = packages.length): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${count}">
${packages.join("\n")}
</metadata>
`;
}

export function packageText(name: string, { format = "", more = "" } = {}): string {
  return `<package type="rpm">
  <name>${name}</name>
  <arch>x86_64</arch>
  <version epoch="0" ver="1.0" rel="1.el9"/>
  <checksum type="sha256" pkgid="YES">${"a".repeat(64)}</checksum>
  <summary>Some words</summary>
  <description>More words &amp; a line
break</description>
  <time file="1700000001" build="1700000000"/>
  <size package="1000" installed="5000000000" archive="10"/>
  <location href="Packages/${name}.rpm"/>
  ${more}<format>
    <rpm:vendor>AlmaLinux</rpm:vendor>
    <rpm:sourcerpm>${name}-1.0-1.el9.src.rpm</rpm:sourcerpm>
    ${format}
  </format>
</package>`;
}
