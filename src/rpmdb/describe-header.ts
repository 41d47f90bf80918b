import { dependencyKinds } from "../package/dependency.ts";
import { dependenciesOf, senseNames } from "./dependencies-of.ts";
import { digestAlgorithmOf, filesOf } from "./files-of.ts";
import { formatSignature } from "./format-signature.ts";
import type { RpmHeader } from "./header.ts";
import { getBytes, getNumber, getNumbers, getText, getTexts } from "./header-values.ts";
import { formatQuery } from "./list-rpm-database.ts";
import { nevraOf, sizeOf } from "./nevra-of.ts";
import { scriptsOf, triggersOf } from "./scripts-of.ts";
import { hex } from "./signature.ts";
import { signatureOf } from "./signature-of.ts";
import { tags } from "./tags.ts";

/** Everything a header tells, for JSON: what it does not tell is undefined, and so left out. Times are seconds since 1970. */
export function describeHeader(header: RpmHeader) {
  const { name, version, release, arch } = nevraOf(header);
  const signature = signatureOf(header);
  const sigMd5 = getBytes(header, tags.sigMd5);
  return {
    query: formatQuery(header),
    instance: header.instance,
    name,
    /** undefined where the package has none, which compares as 0 */
    epoch: getNumber(header, tags.epoch),
    version,
    release,
    arch,
    summary: getText(header, tags.summary),
    description: getText(header, tags.description),
    license: getText(header, tags.license),
    group: getText(header, tags.group),
    url: getText(header, tags.url),
    vendor: getText(header, tags.vendor),
    packager: getText(header, tags.packager),
    distribution: getText(header, tags.distribution),
    buildTime: getNumber(header, tags.buildTime),
    buildHost: getText(header, tags.buildHost),
    installTime: getNumber(header, tags.installTime),
    size: sizeOf(header),
    sourceRpm: getText(header, tags.sourceRpm),
    module: getText(header, tags.modularityLabel),
    platform: getText(header, tags.platform),
    os: getText(header, tags.os),
    rpmVersion: getText(header, tags.rpmVersion),
    prefixes: getTexts(header, tags.prefixes),
    signature:
      signature === undefined || signature === "unreadable"
        ? signature
        : { ...signature, text: formatSignature(signature) },
    digests: {
      headerSha1: getText(header, tags.sha1Header),
      headerSha256: getText(header, tags.sha256Header),
      headerAndPayloadMd5: sigMd5 === undefined ? undefined : hex(sigMd5),
      payload: getTexts(header, tags.payloadDigest),
    },
    dependencies: Object.fromEntries(
      dependencyKinds.map((kind) => [
        kind,
        dependenciesOf(header, kind).map(({ sense, ...rest }) => ({ ...rest, sense, origin: senseNames(sense) })),
      ]),
    ),
    fileDigestAlgorithm: digestAlgorithmOf(header),
    files: filesOf(header),
    scripts: scriptsOf(header),
    triggers: triggersOf(header),
    changelog: changelogOf(header),
    publicKeys: getTexts(header, tags.publicKeys),
  };
}

function changelogOf(header: RpmHeader) {
  const authors = getTexts(header, tags.changelogName);
  const texts = getTexts(header, tags.changelogText);
  return getNumbers(header, tags.changelogTime).map((time, index) => ({
    time,
    author: authors[index] ?? "",
    text: texts[index] ?? "",
  }));
}
