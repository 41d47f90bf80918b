import { expect, test } from "vitest";
import { known, unreadable } from "./fact.ts";
import { booleanOption } from "./ini-options.ts";
import { parseModules } from "./modules.ts";
import { parseGpgCheck, parsePackageManager, parseVariables } from "./package-manager.ts";
import { packagesOf, parseDependencies, parseFiles, parseOrigins, parsePackages, signerOf } from "./packages.ts";
import { parseRepositories, variablesOf } from "./repositories.ts";

const bash =
  "bash\t(none)\t5.1.8\t9.el9\tx86_64\tCentOS\t1712345678\tbuild1\t1714000000\t7738778\tbash-5.1.8-9.el9.src.rpm\t(none)\tRSA/SHA256, Tue May  9 12:00:00 2023, Key ID 05b555b38483c65d";
const mine =
  "mine\t2\t1.0\t1\tnoarch\t(none)\t(none)\t(none)\t(none)\t0\t(none)\tphp:7.4:8060020220811123932:abc\t(none)";
const untold = "untold\t0\t1.0\t1\tnoarch\t\t\t\t\t\t\t\t";
const key = "gpg-pubkey\t(none)\t8483c65d\t5ccc5b19\t(none)\t(none)\t1\tlocalhost\t1\t0\t(none)\t(none)\t(none)";

test("parsePackages() reads what is there, leaves out what is not, and knows keys from packages", () => {
  expect(parsePackages(`${bash}\n${key}\n${mine}\n${untold}\n`)).toEqual([
    {
      key: "bash-(none):5.1.8-9.el9.x86_64",
      package: {
        name: "bash",
        epoch: 0,
        version: "5.1.8",
        release: "9.el9",
        arch: "x86_64",
        vendor: "CentOS",
        buildTime: 1712345678,
        buildHost: "build1",
        installTime: 1714000000,
        size: 7738778,
        sourceRpm: "bash-5.1.8-9.el9.src.rpm",
        signer: "05b555b38483c65d",
      },
    },
    {
      key: "mine-2:1.0-1.noarch",
      package: {
        name: "mine",
        epoch: 2,
        version: "1.0",
        release: "1",
        arch: "noarch",
        size: 0,
        module: "php:7.4:8060020220811123932:abc",
        signer: "",
      },
    },
    {
      key: "untold-0:1.0-1.noarch",
      package: { name: "untold", epoch: 0, version: "1.0", release: "1", arch: "noarch" },
    },
  ]);
  expect(parsePackages("")).toEqual([]);
  expect(() => parsePackages(`${bash}\nerror: rpmdb: damaged\n`)).toThrow("line 2");
  expect(() => parsePackages(bash.replace("(none)", "one"))).toThrow("has no name, epoch");
});

test.each([
  ["RSA/SHA256, Tue May  9 12:00:00 2023, Key ID D36CB86CB86B3716", "d36cb86cb86b3716"],
  ["RSA/SHA256, Tue May  9 2023, Key Fingerprint: bf18ac2876178908d6e71267d36cb86cb86b3716", "d36cb86cb86b3716"],
  ["(not a OpenPGP signature)", undefined],
  ["", undefined],
])("signerOf(%j)", (signature, signer) => {
  expect(signerOf(signature)).toBe(signer);
});

test("parseDependencies() reads rpm's bits and drops what rpm asks of itself", () => {
  const text = [
    "P\tbash-(none):5.1.8-9.el9.x86_64",
    "provides\tbash\t8\t5.1.8-9.el9",
    "provides\t/bin/sh\t0\t",
    "requires\trpmlib(CompressedFileNames)\t16777226\t3.0.4-1",
    "requires\tlibc.so.6(GLIBC_2.34)(64bit)\t16384\t",
    "requires\tfilesystem\t12\t3",
    "requires\t(a if b)\t134217728\t",
    "conflicts\told\t2\t1:2.0",
    "obsoletes\t(none)\t(none)\t(none)",
    "P\tempty-0:1-1.noarch",
  ].join("\n");
  expect(Object.fromEntries(parseDependencies(text))).toEqual({
    "bash-(none):5.1.8-9.el9.x86_64": {
      provides: [
        { name: "bash", flags: 2, evr: "5.1.8-9.el9" },
        { name: "/bin/sh", flags: 0, evr: "" },
      ],
      requires: [
        { name: "libc.so.6(GLIBC_2.34)(64bit)", flags: 0, evr: "" },
        { name: "filesystem", flags: 3, evr: "3" },
        { name: "(a if b)", flags: 0, evr: "" },
      ],
      conflicts: [{ name: "old", flags: 4, evr: "1:2.0" }],
    },
    "empty-0:1-1.noarch": {},
  });
  expect(() => parseDependencies("requires\ta\t0\t\n")).toThrow("line 1");
  expect(() => parseDependencies("P\ta\nrequires\ta\n")).toThrow("is not NAME FLAGS EVR");
  expect(() => parseDependencies("P\ta\nwants\ta\t0\t\n")).toThrow("neither a package nor one of its dependencies");
});

test("parseDependencies() drops what only the installation required and puts last what scriptlets do, as libsolv does", () => {
  const text = [
    "P\tagent-0:1-1.noarch",
    "requires\tfor-post\t1024\t",
    "requires\tfor-pre\t520\t1",
    "requires\tfor-postun\t4096\t",
    "requires\tfor-pre-and-preun\t2560\t",
    "requires\tprereq\t64\t",
    "requires\t/bin/sh\t1280\t",
    "requires\t/bin/sh\t2304\t",
    "requires\tfor-post-and-always\t1024\t",
    "requires\tfor-post-and-always\t0\t",
    "requires\t(rich if post)\t134218752\t",
    "recommends\tfor-post\t1024\t",
  ].join("\n");
  const { requires, recommends } = parseDependencies(text).get("agent-0:1-1.noarch") ?? {};
  expect(requires?.map(({ name }) => name)).toEqual([
    "for-post-and-always",
    "for-postun",
    "for-pre-and-preun",
    "prereq",
    "/bin/sh",
    "(rich if post)",
  ]);
  expect(recommends?.map(({ name }) => name)).toEqual(["for-post"]);
});

test("packagesOf() joins dependencies, files that came in two parts, and origins without epochs", () => {
  const [first] = packagesOf({
    listed: parsePackages(bash),
    dependencies: parseDependencies("P\tbash-(none):5.1.8-9.el9.x86_64\n"),
    files: parseFiles(
      "P\tbash-(none):5.1.8-9.el9.x86_64\n/usr/bin/bash\nP\tbash-(none):5.1.8-9.el9.x86_64\n/x\n/usr/bin/bash\n",
    ),
    origins: parseOrigins("bash-5.1.8-9.el9.x86_64 @baseos\nother-1:2-3.noarch anaconda\n"),
  });
  expect(first).toMatchObject({ dependencies: {}, files: ["/usr/bin/bash", "/x"], origin: "baseos" });
  const bare = packagesOf({
    listed: parsePackages(bash),
    dependencies: undefined,
    files: undefined,
    origins: undefined,
  });
  expect(Object.keys(bare[0] ?? {})).not.toContain("dependencies");
});

test("packagesOf() refuses dependencies that pass over a package", () => {
  const parts = { listed: parsePackages(bash), dependencies: new Map(), files: undefined, origins: undefined };
  expect(() => packagesOf(parts)).toThrow("they do not tell those of bash-(none):5.1.8-9.el9.x86_64");
});

test.each(["bash", "bash-5.1.8-9.el9.x86_64 a b"])("parseOrigins() refuses %j", (text) => {
  expect(() => parseOrigins(text)).toThrow("line 1");
});

test("booleanOption() knows dnf's words", () => {
  expect(["1", "True", "yes", "on", "0", "FALSE", "no", "off", "perhaps", undefined].map(booleanOption)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    undefined,
    undefined,
  ]);
});

test("parsePackageManager() fills in dnf's defaults", () => {
  const stream9 = "==> /etc/dnf/dnf.conf <==\n[main]\nbest=True\nexclude=kernel*, foo\nexcludepkgs=bar\n";
  expect(parsePackageManager(stream9, { stream: "9-stream" }, "# c\nsystemd\ndnf\n")).toEqual({
    kind: "dnf",
    excludes: ["kernel*", "foo", "bar"],
    installonlyLimit: 3,
    best: true,
    installWeakDependencies: true,
    protectedPackages: ["dnf", "systemd"],
    variables: { stream: "9-stream" },
  });
  expect(parsePackageManager(`${stream9}includepkgs=a*, b\n`, {}, "").includes).toEqual(["a*", "b"]);
  const centos7 = "==> /etc/yum.conf <==\n[main]\ninstallonly_limit=5\nprotected_packages=yum, mine\n";
  expect(parsePackageManager(centos7, {}, "other\n")).toMatchObject({
    kind: "yum",
    installonlyLimit: 5,
    best: false,
    protectedPackages: ["yum", "mine"],
  });
  expect(parsePackageManager("==> /etc/dnf/dnf.conf <==\n", {}, "")).toMatchObject({
    kind: "dnf",
    installonlyLimit: 3,
  });
});

test.each([
  ["0", 0],
  ["<off>", 0],
  ["1", 3],
  ["7", 7],
  ["many", 3],
] as const)("installonly_limit=%s is %i", (value, limit) => {
  const conf = `==> /etc/dnf/dnf.conf <==\n[main]\ninstallonly_limit=${value}\n`;
  expect(parsePackageManager(conf, {}, "").installonlyLimit).toBe(limit);
});

test("parseModules() reads states", () => {
  const text =
    "==> /etc/dnf/modules.d/php.module <==\n[php]\nname=php\nstream=7.4\nprofiles=common, devel\nstate=enabled\n\n==> /etc/dnf/modules.d/x.module <==\n[x]\nstate=\n";
  expect(parseModules(text)).toEqual([
    { name: "php", stream: "7.4", state: "enabled", profiles: ["common", "devel"] },
    { name: "x", stream: "", state: "", profiles: [] },
  ]);
  expect(() => parseModules("==> /m <==\n[x]\nstate=odd\n")).toThrow('unknown state "odd"');
});

test("parseRepositories() fills in variables and inherits gpgcheck", () => {
  const variables = variablesOf({
    told: parseVariables("infra=stock\n__proto__=x\nstream=9-stream\n"),
    osRelease: known({ id: "centos", versionId: "7", name: "", prettyName: "", idLike: [] }),
    uname: known({ architecture: "x86_64", release: "" }),
  });
  const text = [
    "==> /etc/yum.repos.d/a.repo <==",
    "[main]",
    "cachedir=/x",
    "[base-$basearch]",
    "name=CentOS-$releasever - Base",
    "mirrorlist=http://m/?release=${releasever}&arch=$basearch&repo=os&infra=$infra&x=$unknown",
    "gpgkey=file:///a file:///b",
    "[local]",
    "baseurl=http://one/,http://two/",
    "  http://three/$stream",
    "enabled=0",
    "gpgcheck=0",
    "priority=10",
    "cost=500",
    "exclude=kernel*",
    "includepkgs=a b",
    "module_hotfixes=1",
    "metalink=https://m/",
  ].join("\n");
  expect(parseRepositories(text, variables, true)).toEqual([
    {
      id: "base-x86_64",
      name: "CentOS-7 - Base",
      file: "/etc/yum.repos.d/a.repo",
      enabled: true,
      baseUrls: [],
      mirrorList: "http://m/?release=7&arch=x86_64&repo=os&infra=stock&x=$unknown",
      gpgCheck: true,
      gpgKeys: ["file:///a", "file:///b"],
      excludes: [],
      includes: [],
      moduleHotfixes: false,
    },
    {
      id: "local",
      name: "local",
      file: "/etc/yum.repos.d/a.repo",
      enabled: false,
      baseUrls: ["http://one/", "http://two/", "http://three/9-stream"],
      metalink: "https://m/",
      gpgCheck: false,
      gpgKeys: [],
      priority: 10,
      cost: 500,
      excludes: ["kernel*"],
      includes: ["a", "b"],
      moduleHotfixes: true,
    },
  ]);
});

test("variablesOf() does not guess releasever on RHEL 7 or without os-release", () => {
  const uname = known({ architecture: "i686", release: "" });
  const rhel7 = known({ id: "rhel", versionId: "7.9", name: "", prettyName: "", idLike: [] });
  expect(variablesOf({ told: {}, osRelease: rhel7, uname })).toEqual(
    new Map([
      ["arch", "i686"],
      ["basearch", "i386"],
    ]),
  );
  expect(variablesOf({ told: {}, osRelease: unreadable("no"), uname: unreadable("no") })).toEqual(new Map());
});

test("parseGpgCheck() is off where [main] does not say", () => {
  expect(parseGpgCheck("==> /etc/dnf/dnf.conf <==\n[main]\ngpgcheck=1\n")).toBe(true);
  expect(parseGpgCheck("==> /etc/dnf/dnf.conf <==\n[main]\n")).toBe(false);
});
