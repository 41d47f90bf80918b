import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type LabFiles, type LabIndex, openLabFiles } from "../lab-files.ts";
import { assembleImage } from "./assemble-image.ts";
import { type BaseTree, makeBaseTree } from "./base-tree.ts";
import { buildPackages, type PackageBatch } from "./build-packages.ts";
import { closeKeys, type LabKeys, makeKeys, openKeys } from "./keys.ts";
import { baseHash, labCacheRoot, labHash, lockCache } from "./lab-cache.ts";
import { type LabPackage, rpmNameOf } from "./lab-package.ts";
import type { Progress } from "./progress.ts";
import { epelPath, vendorPath } from "./publications.ts";
import { publish, publishEdition, publishRogue } from "./publish.ts";
import { type Edition, type LabRelease, labReleases, type Major, sourceEdition, targetEdition } from "./releases.ts";
import type { KeyTexts } from "./universe/identity.ts";
import { epel, exampleVendor } from "./universe/third-parties.ts";
import { universe } from "./universe/universe.ts";

export interface BuildOptions {
  /** All four when left out. */
  readonly releases?: readonly LabRelease[];
  readonly progress: Progress;
}

/**
 * Builds the lab for some releases, or nothing where it is built. Needs root, Debian's tools and, the first time, Debian's
 * mirror. A build that is broken off leaves nothing behind but the parts that were whole.
 */
export async function buildLab({ releases = labReleases, progress }: BuildOptions): Promise<LabFiles> {
  const built = openLabFiles();
  if (built !== undefined && releases.every((release) => built.releases.includes(release))) return built;
  if (process.getuid?.() !== 0) throw new Error("Cannot build the lab: its images need root");
  const root = labCacheRoot();
  await using _lock = await lockCache(root, () => progress("waiting: another process builds the lab"));
  const done = openLabFiles()?.releases ?? [];
  const missing = releases.filter((release) => !done.includes(release));
  if (missing.length > 0) {
    const base = await makeBaseTree(join(root, `base-${baseHash()}`), progress);
    await buildReleases(join(root, labHash()), base, done, missing, progress);
  }
  const files = openLabFiles();
  if (files === undefined) throw new Error(`Cannot open the lab that was just built in "${root}"`);
  return files;
}

async function buildReleases(
  directory: string,
  base: BaseTree,
  done: readonly LabRelease[],
  missing: readonly LabRelease[],
  progress: Progress,
): Promise<void> {
  // A lab without its index is what a build left that was broken off.
  if (!existsSync(join(directory, "lab.json"))) rmSync(directory, { recursive: true, force: true });
  const keysDirectory = join(directory, "keys");
  if (!existsSync(keysDirectory)) {
    progress("keys");
    await makeKeys(`${keysDirectory}.making`);
    renameSync(`${keysDirectory}.making`, keysDirectory);
  }
  const keys = await openKeys(keysDirectory);
  const releases = [...done];
  try {
    for (const release of missing) {
      await buildRelease({ directory, base, keys, release, progress });
      releases.push(release);
      writeIndex(directory, { schema: "ferry-lab/1", releases });
    }
  } finally {
    await closeKeys(keys);
  }
}

function writeIndex(directory: string, index: LabIndex): void {
  const path = join(directory, "lab.json");
  writeFileSync(`${path}.making`, `${JSON.stringify(index)}\n`);
  renameSync(`${path}.making`, path);
}

interface ReleaseBuild {
  readonly directory: string;
  readonly base: BaseTree;
  readonly keys: LabKeys;
  readonly release: LabRelease;
  readonly progress: Progress;
}

/** Packages of one vendor that are built, signed and published together; the name is that of their folder. */
interface Product {
  readonly name: string;
  readonly packages: readonly LabPackage[];
  readonly batches: readonly PackageBatch[];
  publish(rpms: string, www: string): Promise<void>;
}

async function buildRelease({ directory, base, keys, release, progress }: ReleaseBuild): Promise<void> {
  const [source, target] = [sourceEdition(release), targetEdition(release)];
  const products = [
    editionProduct(source, base, keys),
    editionProduct(target, base, keys),
    epelProduct(source.major, base, keys),
    vendorProduct(source.major, base, keys),
  ];
  const folder = ({ name }: Product): string => join(directory, "rpms", name);
  const wanted = products.filter((product) => !existsSync(join(folder(product), "published")));
  const count = wanted.reduce((sum, { packages }) => sum + packages.length, 0);
  progress(`${release}: ${count} packages of ${wanted.map(({ name }) => name).join(", ")}`);
  for (const product of wanted) {
    rmSync(folder(product), { recursive: true, force: true });
    mkdirSync(folder(product), { recursive: true });
  }
  await inParallel(
    wanted
      .flatMap((product) => product.batches.map((batch) => ({ batch, folder: folder(product) })))
      .toSorted((left, right) => right.batch.packages.length - left.batch.packages.length)
      .map(
        ({ batch, folder: rpms }) =>
          async () =>
            buildPackages(batch, rpms, keys),
      ),
  );
  progress(`${release}: repositories and image`);
  const image = async (): Promise<void> => {
    const packages = [products[0], products[2], products[3]].flatMap((product) =>
      product === undefined
        ? []
        : product.packages.filter(({ installed }) => installed).map((own) => join(folder(product), rpmNameOf(own))),
    );
    await assembleImage(join(directory, "images", release), { release, packages, keys: join(directory, "keys") });
  };
  await inParallel([
    image,
    ...wanted.map((product) => async () => {
      await product.publish(folder(product), join(directory, "www"));
      writeFileSync(join(folder(product), "published"), "");
    }),
  ]);
}

function editionProduct(edition: Edition, base: BaseTree, keys: LabKeys): Product {
  const packages = universe(edition, base, keyTexts(keys));
  const tree = edition.kind === "alma" ? base.alma : base.centos;
  const source = { tree, configs: new Set(base.configs), vendor: edition.vendor };
  return {
    name: edition.id,
    packages,
    batches: batchesOf(packages).map((batch, index) => ({
      name: `${edition.id}-${index}`,
      major: edition.major,
      key: edition.key,
      source,
      packages: batch,
    })),
    publish: async (rpms, www) => {
      await publishEdition(edition, packages, rpms, www, keys);
      if (edition.kind === "alma") await publishRogue(edition.major, packages, rpms, www, keys);
    },
  };
}

function keyTexts(keys: LabKeys): KeyTexts {
  return (key) => keys.text(key);
}

function epelProduct(major: Major, base: BaseTree, keys: LabKeys): Product {
  const packages = epel(major, base, keyTexts(keys));
  const source = { tree: base.centos, configs: new Set<string>(), vendor: "Fedora Project" };
  return {
    name: `epel-${major}`,
    packages,
    batches: [{ name: `epel-${major}`, major, key: "epel", source, packages }],
    publish: async (rpms, www) =>
      publish(
        join(www, epelPath(major)),
        packages.map((own) => join(rpms, rpmNameOf(own))),
        "epel",
        keys,
      ),
  };
}

function vendorProduct(major: Major, base: BaseTree, keys: LabKeys): Product {
  const hosts = labReleases.map(sourceEdition).filter((edition) => edition.major === major);
  const packages = exampleVendor(major, hosts, keyTexts(keys));
  const source = { tree: base.centos, configs: new Set<string>(), vendor: "Example Vendor Inc." };
  return {
    name: `vendor-${major}`,
    packages,
    batches: batchesOf(packages).map((batch, index) => ({
      name: `vendor-${major}-${index}`,
      major,
      key: "vendor",
      source,
      packages: batch,
    })),
    publish: async (rpms, www) =>
      publish(
        join(www, vendorPath(major)),
        packages.map((own) => join(rpms, rpmNameOf(own))),
        "vendor",
        keys,
      ),
  };
}

/**
 * Parts of similar weight, at most a third of the packages each: one rpmbuild cannot make two packages of one name, nor use
 * all of a machine.
 */
function batchesOf(packages: readonly LabPackage[]): readonly (readonly LabPackage[])[] {
  const parts: LabPackage[][] = [[], [], []];
  const heaviestFirst = packages.toSorted((left, right) => weight(right) - weight(left));
  for (const own of heaviestFirst) {
    const free = parts.filter((part) => !part.some(({ name }) => name === own.name));
    const lightest = (free.length === 0 ? parts : free).reduce((least, part) =>
      total(part) < total(least) ? part : least,
    );
    lightest.push(own);
  }
  return parts.filter((part) => part.length > 0);
}

function weight(own: LabPackage): number {
  return own.payload.length + 5 * Object.keys(own.files).length + 10;
}

function total(part: readonly LabPackage[]): number {
  return part.reduce((sum, own) => sum + weight(own), 0);
}

/** As many at once as the machine has processors. */
async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
}
