import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Secret } from "./secret.ts";

/**
 * Where files are read from. `url` never holds user or password: those are in `authorization`, the value of the HTTP
 * header. `text` is for messages.
 */
export type Location =
  | { readonly kind: "folder"; readonly path: string; readonly text: string }
  | { readonly kind: "http"; readonly url: string; readonly authorization?: Secret; readonly text: string };

/** An address that is neither a folder nor an http(s) or file URL. */
class LocationError extends Error {
  override readonly name = "LocationError";
}

/** Reads `https://user:password@host/path`, `file:///path` or a path (absolute, or from the working directory). */
export function parseLocation(text: string): Location {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) {
    if (text === "" || text.includes("\0"))
      throw new LocationError(`Cannot use "${text}" as a location: it is no path`);
    return { kind: "folder", path: resolve(text), text: resolve(text) };
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new LocationError(`Cannot use "${withoutUserInfo(text)}" as a location: it is not a valid URL`);
  }
  if (url.protocol === "file:") return folderOf(url);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new LocationError(
      `Cannot use "${withoutUserInfo(text)}" as a location: only http, https and file URLs and folders are supported`,
    );
  return httpLocation(url);
}

function folderOf(url: URL): Location {
  if (url.host !== "" && url.host !== "localhost")
    throw new LocationError(`Cannot use "${url.href}" as a location: a file URL with a host is not supported`);
  url.host = "";
  let path: string;
  try {
    path = fileURLToPath(url);
  } catch {
    throw new LocationError(`Cannot use "${url.href}" as a location: its path is not valid`);
  }
  return { kind: "folder", path, text: path };
}

function httpLocation(url: URL): Location {
  const authorization = authorizationOf(url);
  url.username = "";
  url.password = "";
  url.hash = "";
  return { kind: "http", url: url.href, text: url.href, ...(authorization === undefined ? {} : { authorization }) };
}

function authorizationOf(url: URL): Secret | undefined {
  if (url.username === "" && url.password === "") return undefined;
  return basicAuthorization(decoded(url.username), decoded(url.password));
}

/** The header's value for HTTP basic authentication (RFC 7617). */
export function basicAuthorization(user: string, password: string): Secret {
  return new Secret(`Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, "//");
}

/** The file `path` (with "/" between its parts, no ".." among them) below a base. */
export function below(base: Location, path: string): Location {
  if (base.kind === "folder") {
    const joined = join(base.path, path);
    return { kind: "folder", path: joined, text: joined };
  }
  const url = new URL(base.url);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${path.replace(/[?#]/g, encodeURIComponent)}`;
  return { ...base, url: url.href, text: url.href };
}
