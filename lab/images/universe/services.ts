import {
  bytes,
  directory,
  type FileTree,
  keptConfig,
  type LabPackage,
  labPackage,
  link,
  replacedConfig,
  script,
  text,
  withDist,
} from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { service, unit } from "./userland.ts";
import { knownVersion } from "./versions.ts";

/** What serves and holds data: a web server, a database, the directory client with its cache, PHP. */
export function services(edition: Edition): readonly LabPackage[] {
  const evr = (name: string): string => withDist(knownVersion(edition, name) ?? "1.0-1", edition);
  return [
    ...web(edition, evr("httpd")),
    ...nginx(evr("nginx")),
    ...database(evr("mariadb")),
    ...php(evr("php")),
    ...sssd(evr("sssd")),
  ];
}

function web(edition: Edition, evr: string): readonly LabPackage[] {
  const logos = edition.kind === "alma" ? "almalinux-logos-httpd" : "centos-logos-httpd";
  const ofAlma = edition.kind === "alma" ? "# Hardened by default\nServerTokens Prod\n" : "";
  return [
    labPackage("httpd", evr, {
      repository: "appstream",
      requires: [
        "httpd-filesystem = @VERSION@-@RELEASE@",
        "httpd-tools = @VERSION@-@RELEASE@",
        "system-logos-httpd",
        "python3",
        "systemd",
      ],
      files: {
        "/usr/sbin/httpd": script("httpd.py"),
        "/usr/lib/systemd/system/httpd.service": text(
          unit("The Apache HTTP Server", "/usr/sbin/httpd", "Type=notify\n"),
        ),
        "/etc/httpd/conf/httpd.conf": keptConfig(
          `ServerRoot "/etc/httpd"\nListen 80\nUser apache\nGroup apache\nDocumentRoot "/var/www/html"\n${ofAlma}IncludeOptional conf.d/*.conf\n`,
        ),
        "/var/log/httpd": directory(0o700),
      },
      scripts: service("httpd.service"),
    }),
    labPackage("httpd-filesystem", evr, {
      repository: "appstream",
      arch: "noarch",
      requires: ["(pre) shadow-utils"],
      files: {
        "/etc/httpd/conf.d": directory(),
        "/etc/httpd/conf.d/README": text("Drop-ins.\n"),
        "/var/www": directory(),
        "/var/www/html": directory(),
      },
      scripts: {
        pre:
          "getent group apache >/dev/null || groupadd -g 48 -r apache\n" +
          "getent passwd apache >/dev/null || useradd -r -u 48 -g apache -s /sbin/nologin -d /usr/share/httpd -c Apache apache\n",
      },
    }),
    labPackage("httpd-tools", evr, {
      repository: "appstream",
      requires: ["bash"],
      files: { "/usr/bin/htpasswd": text("#!/bin/sh\nexit 1\n", 0o755) },
    }),
    labPackage("mod_ssl", `1:${evr}`, {
      repository: "appstream",
      requires: ["httpd = @VERSION@-@RELEASE@"],
      files: { "/etc/httpd/conf.d/ssl.conf": keptConfig("SSLEngine off\n") },
    }),
    ...branding(edition, logos),
  ];
}

function branding(edition: Edition, logos: string): readonly LabPackage[] {
  const own = edition.kind === "alma" ? "almalinux" : "centos";
  const evr = withDist(edition.kind === "alma" ? "90.6-1" : edition.kind === "linux" ? "85.8-2" : "90.8-3", edition);
  const noarch = { arch: "noarch", repository: "appstream" } as const;
  return [
    labPackage(`${own}-logos`, evr, {
      ...noarch,
      provides: ["system-logos = @VERSION@"],
      files: { "/usr/share/pixmaps/system-logo.png": bytes(20_000, own) },
    }),
    labPackage(logos, evr, {
      ...noarch,
      provides: ["system-logos-httpd = @VERSION@"],
      files: { "/usr/share/httpd/noindex/logo.png": bytes(9_000, own) },
    }),
    labPackage(`${own}-indexhtml`, evr, {
      ...noarch,
      provides: ["redhat-indexhtml"],
      files: { "/usr/share/doc/HTML/index.html": text(`<title>${own}</title>\n`) },
    }),
    labPackage(`${own}-backgrounds`, evr, {
      ...noarch,
      provides: ["system-backgrounds"],
      files: { "/usr/share/backgrounds/default.png": bytes(60_000, own) },
    }),
  ];
}

function nginx(evr: string): readonly LabPackage[] {
  return [
    labPackage("nginx", evr, {
      repository: "appstream",
      requires: ["nginx-core = @EVR@", "python3"],
      files: {
        "/usr/lib/systemd/system/nginx.service": text(
          unit("The nginx HTTP and reverse proxy server", "/usr/sbin/nginx"),
        ),
      },
      scripts: service("nginx.service"),
    }),
    labPackage("nginx-core", evr, {
      repository: "appstream",
      requires: ["nginx-filesystem = @EVR@", "python3"],
      files: {
        "/usr/sbin/nginx": script("nginx.py"),
        "/etc/nginx/nginx.conf": keptConfig(
          "worker_processes auto;\nevents { worker_connections 1024; }\nhttp {\n  include conf.d/*.conf;\n}\n",
        ),
      },
    }),
    labPackage("nginx-filesystem", evr, {
      arch: "noarch",
      repository: "appstream",
      files: { "/etc/nginx/conf.d": directory() },
    }),
  ];
}

/** The stand-in keeps rows for real: what is written before a crossing can be asked for behind it. */
function database(evr: string): readonly LabPackage[] {
  return [
    labPackage("mariadb-server", evr, {
      repository: "appstream",
      requires: ["mariadb = @EVR@", "mariadb-common = @EVR@", "python3", "systemd", "(pre) shadow-utils"],
      files: {
        "/usr/libexec/mariadbd": script("mariadbd.py"),
        "/usr/sbin/mysqld": link("../libexec/mariadbd"),
        "/usr/lib/systemd/system/mariadb.service": text(
          unit("MariaDB database server", "/usr/libexec/mariadbd", "Type=notify\nUser=mysql\nGroup=mysql\n"),
        ),
        "/etc/my.cnf.d/mariadb-server.cnf": keptConfig(
          "[mysqld]\ndatadir=/var/lib/mysql\nsocket=/var/lib/mysql/mysql.sock\n",
        ),
        "/var/lib/mysql": directory(0o755, "mysql"),
        "/var/log/mariadb": directory(0o750, "mysql"),
      },
      scripts: {
        pre:
          "getent group mysql >/dev/null || groupadd -g 27 -r mysql\n" +
          "getent passwd mysql >/dev/null || useradd -r -u 27 -g mysql -s /sbin/nologin -d /var/lib/mysql -c 'MySQL Server' mysql\n",
        ...service("mariadb.service"),
      },
    }),
    labPackage("mariadb", evr, {
      repository: "appstream",
      requires: ["mariadb-common = @EVR@", "python3"],
      files: {
        "/usr/bin/mariadb": script("mariadb.py"),
        "/usr/bin/mysql": link("mariadb"),
        "/usr/bin/mariadb-dump": link("mariadb"),
        "/usr/bin/mysqldump": link("mariadb"),
        "/usr/bin/mariadb-check": link("mariadb"),
        "/usr/bin/mysqlcheck": link("mariadb"),
      },
    }),
    labPackage("mariadb-common", evr, {
      arch: "noarch",
      repository: "appstream",
      files: {
        "/etc/my.cnf": keptConfig("[client-server]\n!includedir /etc/my.cnf.d\n"),
        "/etc/my.cnf.d": directory(),
      },
    }),
  ];
}

function php(evr: string): readonly LabPackage[] {
  return "common cli fpm mysqlnd xml gd mbstring opcache pdo".split(" ").map((part) => {
    const module: FileTree = { [`/usr/lib64/php/modules/${part}.so`]: bytes(60_000, evr) };
    return labPackage(`php-${part}`, evr, {
      repository: "appstream",
      requires: part === "common" ? [] : ["php-common = @EVR@"],
      files: part === "common" ? { ...module, "/etc/php.ini": keptConfig("memory_limit = 128M\n") } : module,
    });
  });
}

/** The cache that the newer sssd writes, and the older one cannot read, lies in /var/lib/sss/db. */
function sssd(evr: string): readonly LabPackage[] {
  return [
    labPackage("sssd", evr, { requires: ["sssd-common = @EVR@"] }),
    labPackage("sssd-common", evr, {
      requires: ["sssd-client = @EVR@"],
      files: {
        "/usr/sbin/sssd": text('#!/bin/sh\necho "sssd @VERSION@"\n', 0o755),
        "/usr/lib/systemd/system/sssd.service": text(unit("System Security Services Daemon", "/usr/sbin/sssd -i")),
        "/etc/sssd": directory(0o711),
        "/var/lib/sss/db": directory(0o700),
      },
      scripts: service("sssd.service"),
    }),
    labPackage("sssd-client", evr, {
      requires: ["glibc"],
      files: { "/usr/lib64/libnss_sss.so.2": bytes(40_000, evr) },
    }),
    labPackage("screen", evr.replace(/^.*-/, "4.8.0-"), {
      requires: ["ncurses-libs"],
      files: {
        "/etc/screenrc": replacedConfig("# screen of @EVR@\nstartup_message off\n"),
        "/usr/share/screen/utf8encodings/01": bytes(3_000, evr),
      },
    }),
  ];
}
