import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether all of `programs` are here; says which are not. */
export function haveTools(...programs: readonly string[]): boolean {
  const missing = programs.filter((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0);
  if (missing.length > 0) console.log(`not run: no ${missing.join(", ")} on this machine`);
  return missing.length === 0;
}

const spec = `
Name: odd
Epoch: 3
Version: 1.0~rc1^git5
Release: 2.el9
Summary: Every tag we read
Summary(de): Jedes Schlagwort, das wir lesen: Größe
License: MIT
Group: Test/Größe
Vendor: Ferry's own
Packager: nobody <nobody@example.org>
URL: https://example.org/
Distribution: none
ModularityLabel: odd:1.0:820250101:abcd1234
Prefix: /opt/odd
Provides: odd-api = 5:2-1, config(thing) = 1, bare
Requires: base >= 1.2, base < 2, (left if right else other), (a and (b or c)), plain
Requires(pre): shadow
Requires(post): systemd >= 200
Requires(preun): preun-tool
Requires(postun): postun-tool
Requires(pretrans): early
Requires(posttrans): late
Requires(verify): checker
Conflicts: enemy = 4:1, rival
Obsoletes: former < 2, ancient
Recommends: nice > 1
Suggests: maybe, perhaps <= 9
Supplements: (odd-base and lang-de)
Enhances: helped = 1
%description
An odd package.
%pre
echo pre
%post -p /sbin/ldconfig
%preun -p <lua>
print("preun")
%postun
echo postun
%pretrans -p <lua>
print("pretrans")
%posttrans
echo posttrans
%verifyscript
exit 0
%triggerin -- other >= 1, another
echo in
%triggerun -- other
echo un
%triggerpostun -p /usr/bin/perl -- third < 3
print "postun";
%triggerprein -- fourth
echo prein
%filetriggerin -- /usr/lib/one /usr/lib/two
echo filetrigger
%transfiletriggerpostun -P 100 -- /usr/share
echo transfiletrigger
%files
%dir /opt/odd
%config /opt/odd/plain.conf
%config(noreplace) %attr(0600, daemon, mail) /opt/odd/kept.conf
%config(missingok) /opt/odd/may-miss.conf
%ghost /opt/odd/ghost
%doc /opt/odd/doc.txt
%license /opt/odd/license
%artifact /opt/odd/artifact
%readme /opt/odd/readme
/opt/odd/link
"/opt/odd/Größe ü.txt"
%attr(4755, root, root) %caps(cap_net_raw=ep) /opt/odd/setuid
/opt/odd/twin1
/opt/odd/twin2
%changelog
* Mon Jan 06 2025 Nobody <nobody@example.org> - 1.0
- Second
* Sun Jan 05 2025 Nobody Else <else@example.org>
- First

%package -n empty
Summary: No files at all
BuildArch: noarch
%description -n empty
Nothing.
%files -n empty

%package -n many
Summary: More files than a page holds
%description -n many
Many.
%files -n many
/usr/share/many

%package -n plain
Summary: A plain one
%description -n plain
Plain.
%files -n plain
/usr/bin/plain

%install
mkdir -p %{buildroot}/opt/odd %{buildroot}/usr/bin %{buildroot}/usr/share/many
cd %{buildroot}/opt/odd
for name in plain.conf kept.conf may-miss.conf ghost doc.txt license artifact readme "Größe ü.txt" setuid twin1; do
  echo "$name" > "$name"
done
ln twin1 twin2
ln -s ../elsewhere link
echo plain > %{buildroot}/usr/bin/plain
cd %{buildroot}/usr/share/many
for directory in $(seq 40); do
  mkdir $directory
  for file in $(seq 50); do echo "$file" > "$directory/a-rather-long-file-name-$file"; done
done
`;

/** Builds the packages below with Debian's rpmbuild, without touching the machine: about a second. Answers their paths. */
export function buildOddPackages(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "odd.spec");
  writeFileSync(path, spec);
  const defines = ["_topdir", "_dbpath"].flatMap((name) => ["--define", `${name} ${join(folder, name)}`]);
  const options = ["--define", "debug_package %{nil}", "--define", "_build_id_links none", "--target", "x86_64"];
  execFileSync("rpmbuild", ["-ba", "--nodeps", "--quiet", ...defines, ...options, path], { stdio: "pipe" });
  return readdirSync(join(folder, "_topdir"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rpm"))
    .map((name) => join(folder, "_topdir", name))
    .sort();
}

/** Makes two keys and signs: `rsa` packages with RSA, `eddsa` with Ed25519. Answers the armoured public keys' paths. */
export function signPackages(
  folder: string,
  packages: { readonly rsa: string; readonly eddsa: string },
): readonly string[] {
  const home = join(folder, "gnupg");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const env = { ...process.env, GNUPGHOME: home };
  return (["rsa", "eddsa"] as const).map((kind) => {
    const user = `${kind}@example.org`;
    const algorithm = kind === "rsa" ? "rsa2048" : "ed25519";
    const quick = ["--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key"];
    execFileSync("gpg", [...quick, user, algorithm, "sign", "never"], { env, stdio: "pipe" });
    const names = ["--define", `_gpg_name ${user}`, "--define", `_gpg_path ${home}`, "--define", "__gpg /usr/bin/gpg"];
    execFileSync("rpmsign", ["--addsign", ...names, packages[kind]], { env, stdio: "pipe" });
    const path = join(folder, `${kind}.asc`);
    writeFileSync(path, execFileSync("gpg", ["--armor", "--export", user], { env }));
    return path;
  });
}
