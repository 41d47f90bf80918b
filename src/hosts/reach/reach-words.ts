import { printable } from "../printable.ts";
import type { AskedAnswer, Attempt } from "./reach-answer.ts";

/** Why the host does not get at a repository or a key, in a sentence, and what to do. */
export interface ReachProblem {
  readonly repository: string;
  readonly reason: string;
  readonly fix: string;
}

/** A clock that is further off than this makes certificates look expired or not yet valid. */
const CLOCK_SECONDS = 24 * 60 * 60;

/** What stands in the way, a problem for each repository or key that the host does not get at. `now`: seconds since 1970. */
export function reachProblems(answer: AskedAnswer, now: number): readonly ReachProblem[] {
  return answer.repositories.flatMap((repository) => [
    ...(repository.kind === "ok" ? [] : [repositoryProblem(repository, answer, now)]),
    ...repository.keys.map(keyProblem),
  ]);
}

type Asked = AskedAnswer["repositories"][number];

function repositoryProblem(repository: Asked, answer: AskedAnswer, now: number): ReachProblem {
  const id = printable(repository.id);
  const { loginProxy } = answer;
  // Of several addresses the last was the plainest: lists of mirrors go first.
  const attempt = repository.failed.at(-1);
  if (attempt === undefined) {
    return { repository: id, reason: `"${id}" has no address to ask`, fix: "Give it a baseurl or a mirror list" };
  }
  const others = repository.failed.length > 1 ? ` (and ${repository.failed.length - 1} more)` : "";
  const at = `"${id}" at ${printable(attempt.asked)}${others}`;
  const { reason, fix } = words(attempt, answer, now);
  if (repository.throughLoginProxy === true && loginProxy !== undefined) {
    const proxy = printable(loginProxy.address);
    return {
      repository: id,
      reason: `${at}: ${reason}; through the proxy ${proxy}, which ${printable(loginProxy.where)} names and dnf.conf does not, it is`,
      fix: `Add proxy=${proxy} to [main] of /etc/dnf/dnf.conf: dnf in a unit of its own knows nothing of a login's environment`,
    };
  }
  return { repository: id, reason: `${at}: ${reason}`, fix };
}

function keyProblem({ repository, ...attempt }: Asked["keys"][number]): ReachProblem {
  const id = printable(repository);
  const why: Readonly<Record<string, string>> = {
    missing: `it is not there (${printable(attempt.detail ?? "")})`,
    "not-a-key": "what is there is no OpenPGP key",
    empty: "it is empty",
    login: `the server wants a user name and a password (HTTP ${attempt.status ?? 0})`,
  };
  const said = why[attempt.kind] ?? plain(attempt);
  return {
    repository: id,
    reason: `the key ${printable(attempt.asked)} that "${id}" names for its packages cannot be had: ${said}`,
    fix: "Put the vendor's key there and compare its fingerprint, or correct gpgkey= in the .repo file",
  };
}

interface Words {
  readonly reason: string;
  readonly fix: string;
}

function words(attempt: Attempt, { resolver, seconds }: AskedAnswer, now: number): Words {
  const host = hostOf(attempt.asked);
  const proxy = printable(attempt.proxy ?? "");
  switch (attempt.kind) {
    case "dns":
      return resolverWords(resolver, host);
    case "proxy-name":
      return { reason: `the name of the proxy ${proxy} is not known`, fix: "Correct proxy= in /etc/dnf/dnf.conf" };
    case "proxy-login":
      return {
        reason: `the proxy ${proxy} wants a user name and a password`,
        fix: "Set proxy_username= and proxy_password= in /etc/dnf/dnf.conf",
      };
    case "proxy":
      return { reason: `the proxy ${proxy} refuses ${host}`, fix: `Have the proxy let ${host} through` };
    case "connect":
      return proxy === ""
        ? { reason: `${host} refuses the connection`, fix: `Open the way to ${host} in the firewall` }
        : {
            reason: `the proxy ${proxy} does not answer`,
            fix: "Correct proxy= in /etc/dnf/dnf.conf, or start the proxy",
          };
    case "timeout":
      return {
        reason: `${proxy === "" ? host : `the proxy ${proxy}`} does not answer in time`,
        fix: `Open the way to ${host} in the firewall, or set proxy= in /etc/dnf/dnf.conf`,
      };
    case "tls":
      return tlsWords(attempt, host, Math.round(seconds - now));
    case "portal":
      return {
        reason: `a web page came instead of metadata${attempt.ended === undefined ? "" : `, from ${printable(attempt.ended)}`}`,
        fix: `Log in at the network's portal, or have the proxy let ${host} through`,
      };
    case "not-metadata":
      return { reason: "what came is no metadata of a repository", fix: "Correct the address of the repository" };
    case "no-mirrors":
      return { reason: "the list names no mirror", fix: "Name an address with --repo ID=URL" };
    case "login":
      return {
        reason: `the server wants a user name and a password (HTTP ${attempt.status ?? 0})`,
        fix: "Set username= and password= in its .repo file, or renew the subscription",
      };
    case "http":
      return {
        reason: `the server answers HTTP ${attempt.status ?? 0}`,
        fix: "Correct the address, wait until the server is well, or name another with --repo ID=URL",
      };
    default:
      return { reason: plain(attempt), fix: "Ask for the address with curl on the host, and see what it says" };
  }
}

function resolverWords({ kind, target }: AskedAnswer["resolver"], host: string): Words {
  const reason = `the name ${host} is not known`;
  const fix = "Write the addresses of name servers to /etc/resolv.conf, or start the service that keeps it";
  const state: Readonly<Record<typeof kind, string>> = {
    dangling: `: /etc/resolv.conf is a link to ${printable(target ?? "")}, which is not there`,
    missing: ": there is no /etc/resolv.conf",
    unreadable: ": /etc/resolv.conf cannot be read",
    "no-servers": ": /etc/resolv.conf names no server",
    servers: "",
  };
  if (kind === "servers") {
    return { reason, fix: `Ask the name servers of /etc/resolv.conf for ${host}; or set proxy= in /etc/dnf/dnf.conf` };
  }
  return { reason: `${reason}${state[kind]}`, fix };
}

function tlsWords(attempt: Attempt, host: string, off: number): Words {
  const said = plain(attempt);
  if (Math.abs(off) > CLOCK_SECONDS) {
    const days = Math.round(Math.abs(off) / 86_400);
    return {
      reason: `the certificate of ${host} is refused, and the host's clock is ${days} days ${off < 0 ? "slow" : "fast"}: ${said}`,
      fix: "Set the clock: chronyc makestep",
    };
  }
  return {
    reason: `the certificate of ${host} is refused: ${said}`,
    fix: "Where a proxy looks into the traffic, add its certificate below /etc/pki/ca-trust/source/anchors and run update-ca-trust; else see who answers there",
  };
}

/** curl's own words, without a full stop. */
function plain({ detail, kind }: Attempt): string {
  const said = printable(detail ?? "").replace(/\.$/, "");
  return said === "" ? kind : said;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? printable(new URL(address).host) : printable(address);
}
