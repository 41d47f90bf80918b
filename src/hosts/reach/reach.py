"""Asks each repository of a conversion for its repomd.xml, and for the keys its .repo file names, the way dnf would: with
curl, whose library dnf uses, and the proxy, certificates and IP version of the host's dnf.conf.

Standard input: {"etc": "/etc", "repositories": [{"id", "kind", "settings"}], "variables": {...}}.
Standard output: one JSON document. Python 3.6 to 3.13, the standard library only. Changes nothing.
"""
import concurrent.futures
import configparser
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

MOST_BYTES = 4 << 20
SECONDS = 40
# With the TLS handshake, which takes a slow host seconds where it has other work. dnf waits 30 (dnf.conf(5), timeout).
CONNECT_SECONDS = 20
# For the first look, of many repositories by few connections.
SOON_SECONDS = 8
MOST_ADDRESSES = 3
# What curl's exit status means (curl(1), EXIT CODES).
KINDS = {5: "proxy-name", 6: "dns", 7: "connect", 28: "timeout", 97: "proxy", 22: "http"}
TLS = {35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91}


def dnf_main(etc):
    """[main] of dnf.conf; what cannot be parsed is left to dnf to complain about."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        with open(os.path.join(etc, "dnf/dnf.conf"), encoding="utf-8", errors="replace") as file:
            parser.read_string(file.read(1 << 20))
    except (OSError, configparser.Error):
        return {}
    return dict(parser.items("main")) if parser.has_section("main") else {}


def variables_of(etc, given):
    machine = os.uname().machine
    found = dict({"arch": machine, "basearch": machine}, **given)
    for folder in ("yum/vars", "dnf/vars"):
        for path in sorted(glob.glob(os.path.join(etc, folder, "*"))):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    found.setdefault(os.path.basename(path), file.readline(4096).strip())
            except OSError:
                continue
    return found


def filled(text, variables):
    return re.sub(r"\$(\w+|\{\w+\})", lambda hit: variables.get(hit.group(1).strip("{}"), hit.group(0)), text)


def login_proxy(etc):
    """A proxy that people on this host get from their environment, which dnf in a unit of its own does not."""
    for name in ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy"):
        if os.environ.get(name):
            return {"address": os.environ[name], "where": "the environment of the login"}
    paths = [os.path.join(etc, "environment")] + sorted(glob.glob(os.path.join(etc, "profile.d/*.sh")))
    for path in paths:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read(1 << 18)
        except OSError:
            continue
        hit = re.search(r"^\s*(?:export\s+)?(?:https?|HTTPS?|all)_(?:proxy|PROXY)\s*=\s*[\"']?([^\s\"';]+)", text, re.M)
        if hit:
            return {"address": hit.group(1), "where": path}
    return None


def resolver(etc):
    path = os.path.join(etc, "resolv.conf")
    if os.path.islink(path) and not os.path.exists(path):
        return {"kind": "dangling", "target": os.readlink(path)}
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(1 << 16)
    except OSError as error:
        return {"kind": "missing" if isinstance(error, FileNotFoundError) else "unreadable"}
    return {"kind": "servers" if re.search(r"^\s*nameserver\s+\S", text, re.M) else "no-servers"}


def without_password(address):
    return re.sub(r"//[^/@]*@", "//", address)


def is_on(value):
    return value is not None and value.strip().lower() in ("1", "yes", "true", "on", "always")


def option(name, value):
    """A line of curl's configuration. A newline in it would begin an option of its own."""
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("a setting holds control characters")
    return '%s = "%s"' % (name, value.replace("\\", "\\\\").replace('"', '\\"'))


def curl_lines(url, main, settings, proxy):
    """The options of one request. settings of the repository go before those of [main], as in dnf."""

    def setting(name):
        value = settings.get(name, main.get(name))
        return None if value is None or value.strip() == "" else value.strip()

    lines = [option("url", url), "silent", "show-error", "location", "max-redirs = 5", "globoff"]
    lines += ['proto = "=http,https,ftp"', 'proto-redir = "=http,https"', "max-filesize = %d" % MOST_BYTES]
    lines += ["connect-timeout = %d" % CONNECT_SECONDS, "max-time = %d" % SECONDS]
    lines.append('write-out = "%{http_code} %{http_connect} %{url_effective}\\n"')
    address = proxy if proxy is not None else setting("proxy")
    if address is not None and address.lower() not in ("_none_", "none"):
        lines += [option("proxy", address), "proxy-anyauth"]
        if setting("proxy_username") is not None:
            lines.append(option("proxy-user", "%s:%s" % (setting("proxy_username"), setting("proxy_password") or "")))
        if is_off(setting("proxy_sslverify")):
            lines.append("proxy-insecure")
    if setting("username") is not None:
        lines.append(option("user", "%s:%s" % (setting("username"), setting("password") or "")))
    if is_off(setting("sslverify")):
        lines.append("insecure")
    for name, flag in (("sslcacert", "cacert"), ("sslclientcert", "cert"), ("sslclientkey", "key")):
        if setting(name) is not None:
            lines.append(option(flag, re.sub(r"^file://", "", setting(name))))
    version = (setting("ip_resolve") or "").lower()
    if version in ("4", "ipv4"):
        lines.append("ipv4")
    if version in ("6", "ipv6"):
        lines.append("ipv6")
    return lines, address


def is_off(value):
    return value is not None and value.strip().lower() in ("0", "no", "false", "off", "never")


def ask(url, main, settings, folder, proxy=None):
    """One request: {"kind": "ok", "body": bytes, …} or {"kind": <what went wrong>, "detail": curl's words, …}."""
    if url.startswith("file://") or url.startswith("/"):
        return read_local(re.sub(r"^file://(localhost)?", "", url))
    lines, used = curl_lines(url, main, settings, proxy)
    handle, path = tempfile.mkstemp(dir=folder)
    os.close(handle)
    lines.append(option("output", path))
    code, out, err = run_curl(lines)
    words = out.strip().split(" ", 2)
    status = int(words[0]) if words[0].isdigit() else 0
    tunnel = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    with open(path, "rb") as file:
        body = file.read(MOST_BYTES)
    os.unlink(path)
    said = re.search(r"^curl: \(\d+\) (.*)$", err, re.M)
    answer = {"detail": said.group(1).strip()[:300] if said else "", "status": status, "asked": without_password(url), "body": body}
    if used is not None:
        answer["proxy"] = without_password(used)
    if len(words) > 2 and words[2] and words[2] != url:
        answer["ended"] = without_password(words[2])[:300]
    answer["kind"] = kind_of(code, status, tunnel)
    return answer


def run_curl(lines):
    """Its exit status, and what it wrote and said."""
    # The shell's limit holds where a server tells no length; without a login's proxy, as dnf has none in its unit.
    process = subprocess.Popen(
        ["sh", "-c", 'ulimit -f "$1" 2>/dev/null; exec curl --disable --config -', "sh", str(MOST_BYTES // 512)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "HOME": "/nonexistent"},
    )
    out, err = process.communicate("\n".join(lines).encode("utf-8"))
    return process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def ask_server(urls, folder):
    """Bodies of pages of one server, each with its settings, by one curl: a handshake takes a host longer than all the rest.
    None where one of them was not had soon; which it was, and why, `ask` tells then."""
    here, lines = tempfile.mkdtemp(dir=folder), ["fail-early"]
    paths = [os.path.join(here, str(number)) for number in range(len(urls))]
    for (url, main, settings), path in zip(urls, paths):
        lines += ([] if path == paths[0] else ["next"]) + curl_lines(url, main, settings, None)[0]
        lines += ["connect-timeout = %d" % SOON_SECONDS, "max-time = %d" % SOON_SECONDS, option("output", path)]
    code, out, err = run_curl(lines)
    answers = out.splitlines()
    if code != 0 or err != "" or len(answers) != len(urls) or not all(one.startswith("200 ") for one in answers):
        return None
    return [read_whole(path) for path in paths]


def read_whole(path):
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        return b""


def is_metadata(body):
    return b"<repomd" in body[:4096]


def kind_of(code, status, tunnel):
    if status == 407 or tunnel == 407:
        return "proxy-login"
    if tunnel >= 400:
        return "proxy"
    if code in KINDS:
        return KINDS[code]
    if code in TLS:
        return "tls"
    if code != 0:
        return "other"
    if status in (401, 403):
        return "login"
    return "http" if status >= 400 else "ok"


def read_local(path):
    try:
        with open(path, "rb") as file:
            return {"kind": "ok", "body": file.read(MOST_BYTES), "asked": path}
    except OSError as error:
        return {"kind": "missing", "detail": error.strerror or str(error), "asked": path}


def mirrors_in(body, variables):
    """Addresses in a metalink or a mirror list, without the path that metalinks add. Mirror lists name variables, as AlmaLinux's
    do ($basearch), which librepo fills in (librepo/lrmirrorlist.c)."""
    text = body.decode("utf-8", "replace")
    if "<metalink" in text:
        urls = re.findall(r"<url[^>]*>\s*([^<\s]+)\s*</url>", text)
        urls = [re.sub(r"/repodata/repomd\.xml$", "", url) for url in urls]
    else:
        urls = [line.strip() for line in text.splitlines() if re.match(r"^(https?|ftp)://", line.strip())]
    return [filled(url, variables) for url in urls if url.startswith("http")][:MOST_ADDRESSES]


def ask_repository(repository, main, variables, folder, proxy=None):
    """The first address that serves metadata, else what each of them answered. Lists go before plain addresses."""
    settings = {name: filled(str(value), variables) for name, value in repository["settings"].items()}
    failed = []
    addresses = []
    for name in ("metalink", "mirrorlist"):
        if not settings.get(name):
            continue
        answer = ask(settings[name], main, settings, folder, proxy)
        found = mirrors_in(answer["body"], variables) if answer["kind"] == "ok" else []
        if answer["kind"] == "ok" and not found:
            answer["kind"] = "no-mirrors"
        if not found:
            failed.append(answer)
        addresses += found
    addresses += settings.get("baseurl", "").replace(",", " ").split()[:MOST_ADDRESSES]
    for address in addresses:
        answer = ask(address.rstrip("/") + "/repodata/repomd.xml", main, settings, folder, proxy)
        if answer["kind"] == "ok" and not is_metadata(answer["body"]):
            answer["kind"] = "portal" if b"<html" in answer["body"][:4096].lower() else "not-metadata"
        if answer["kind"] == "ok":
            return {"id": repository["id"], "kind": "ok", "failed": told(failed)}
        failed.append(answer)
    return {"id": repository["id"], "kind": "failed", "failed": told(failed)}


def at_once(repositories, main, variables, folder, pool):
    """Ids of the repositories whose first address serves metadata, asked for those of a server together: lists, then metadata."""
    filled_in = {}
    for one in repositories:
        filled_in[one["id"]] = {name: filled(str(value), variables) for name, value in one["settings"].items()}

    def bodies(urls):
        """By id: the pages at these addresses, also by id, where all of their server were had."""
        servers = {}
        for id, url in urls.items():
            server = re.match(r"https?://[^/]+/", url)
            if server is not None:
                servers.setdefault(server.group(0), []).append(id)
        asked = list(servers.values())
        answers = pool.map(lambda ids: ask_server([(urls[id], main, filled_in[id]) for id in ids], folder), asked)
        return {id: body for ids, found in zip(asked, answers) if found is not None for id, body in zip(ids, found)}

    lists = {id: settings.get("metalink") or settings.get("mirrorlist") for id, settings in filled_in.items()}
    listed = bodies({id: url for id, url in lists.items() if url})
    first = {}
    for id, settings in filled_in.items():
        addresses = mirrors_in(listed.get(id, b""), variables) if lists[id] else settings.get("baseurl", "").replace(",", " ").split()
        if addresses:
            first[id] = addresses[0].rstrip("/") + "/repodata/repomd.xml"
    return set(id for id, body in bodies(first).items() if is_metadata(body))


def told(answers):
    return [{name: value for name, value in answer.items() if name != "body"} for answer in answers]


def ask_keys(repository, main, variables, folder):
    """Keys of a third party: those of AlmaLinux come with Ferry."""
    if repository["kind"] != "other" or not is_on(repository["settings"].get("gpgcheck")):
        return []
    settings = {name: filled(str(value), variables) for name, value in repository["settings"].items()}
    found = []
    for url in settings.get("gpgkey", "").replace(",", " ").split()[:8]:
        answer = ask(url, main, settings, folder)
        if answer["kind"] == "ok":
            body = answer["body"]
            # Armoured, or a binary packet of a public key (RFC 9580, 4.2: tag 6 in the old or new form).
            if b"BEGIN PGP PUBLIC KEY BLOCK" in body or (body[:1] and body[0] in (0x98, 0x99, 0x9A, 0xC6)):
                continue
            answer["kind"] = "not-a-key" if body.strip() else "empty"
        found.append(dict(told([answer])[0], repository=repository["id"]))
    return found


def with_login_proxy(result, repository, proxy, main, variables, folder):
    """Whether a repository that was not reached would be through the proxy of a login."""
    if result["kind"] == "ok" or proxy is None or main.get("proxy"):
        return result
    again = ask_repository(repository, main, variables, folder, proxy["address"])
    return dict(result, throughLoginProxy=again["kind"] == "ok")


def main():
    given = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    etc = given["etc"]
    if shutil.which("curl") is None:
        json.dump({"kind": "no-curl"}, sys.stdout)
        return
    settings = dnf_main(etc)
    variables = variables_of(etc, given["variables"])
    proxy = login_proxy(etc)
    repositories = given["repositories"]
    folder = tempfile.mkdtemp(prefix="ferry-reach-")

    def one(repository, is_had):
        result = {"id": repository["id"], "kind": "ok", "failed": []}
        if not is_had:
            result = ask_repository(repository, settings, variables, folder)
            result = with_login_proxy(result, repository, proxy, settings, variables, folder)
        return dict(result, keys=ask_keys(repository, settings, variables, folder))

    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            had = at_once(repositories, settings, variables, folder, pool)
            results = list(pool.map(lambda repository: one(repository, repository["id"] in had), repositories))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    answer = {"kind": "asked", "repositories": results, "resolver": resolver(etc), "seconds": time.time()}
    if proxy is not None:
        answer["loginProxy"] = {"address": without_password(proxy["address"]), "where": proxy["where"]}
    json.dump(answer, sys.stdout)


main()
