import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { asScripts } from "./build/as-scripts.ts";

// Makes the program of a release: the same code as src/ in few files, which start in a fraction of the time that some 400
// files take. bin/ferry runs it in place of src/ until something in src/ changes.
//
// Usage: build.ts [FOLDER]   (dist unless named)

const root = resolve(import.meta.dirname, "..");
const source = resolve(root, "src");
const DAY = 24 * 3600 * 1000;

/** What Node starts by the path of a file. */
const entries = ["cli/main", "cli/run-script", "app/fleet/fleet-worker"];

/** Each becomes one file with all that it needs and those before it do not have. */
const together = ["cli/program", "app/assess"];

/** Packages that every start needs: they become part of the program, and their licences go with it. */
const included = ["commander", "picocolors", "zod"];

/** Programs for hosts, data and the like are looked for from the module's place, which is not the place of its bundle. */
const keepPlaces: Plugin = {
  name: "keep-places",
  transform(code, id) {
    if (!id.startsWith(source)) return null;
    if (/import\.meta\.(?!url\b)/.test(code))
      throw new Error(`Cannot build ${id}: only import.meta.url is known to the build`);
    const place = relative(source, id).replace(/ts$/, "js");
    return code.replaceAll("import.meta.url", `PLACE_OF(${JSON.stringify(place)})`);
  },
  renderChunk(code, { fileName }) {
    return code.replaceAll(/\bPLACE_OF\("([^"]+)"\)/g, (_, place: string) => {
      const path = relative(dirname(fileName), place);
      return `new URL(${JSON.stringify(path)}, import.meta.url).href`;
    });
  },
};

/** Text with nothing but ASCII in it is half as large for Node to keep and to go through. */
const plainLetters: Plugin = {
  name: "plain-letters",
  generateBundle(_, files) {
    for (const file of Object.values(files))
      if (file.type === "chunk")
        file.code = file.code.replaceAll(
          /[^\n\t -~]/g,
          (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
  },
};

/** Of these all that is imported are functions, or the module as a whole; they are loaded when the first one is called. */
const late = ["node:crypto", "node:child_process", "node:v8"];

/**
 * Node's own modules are asked for in a way that gives them as they are: an import looks up all that they export, some of
 * which is only made then (of node:fs and node:process). Together with the late ones that is a third of a start.
 */
const plainBuiltins: Plugin = {
  name: "plain-builtins",
  renderChunk(code, { fileName }) {
    const plain = code.replaceAll(
      /^import (?:([\w$]+)(?:, )?)?(?:\{([^}]*)\})? ?from "(node:[\w/]+)";$/gm,
      (_, whole: string | undefined, parts: string | undefined, name: string) => {
        const module = `process.getBuiltinModule("${name}")`;
        const pairs = (parts ?? "").split(",").flatMap((part) => {
          const [from = "", to = from] = part.trim().split(" as ");
          return from === "" ? [] : [{ from, to }];
        });
        if (late.includes(name) && pairs.every(({ from }) => isLateFunction(from)))
          return [
            ...(whole === undefined ? [] : [`const ${whole} = new Proxy({}, { get: (_, key) => ${module}[key] });`]),
            ...pairs.map(({ from, to }) => `const ${to} = (...given) => ${module}.${from}(...given);`),
          ].join(" ");
        return [
          ...(whole === undefined ? [] : [`const ${whole} = ${module};`]),
          ...(pairs.length === 0
            ? []
            : [`const { ${pairs.map(({ from, to }) => `${from}: ${to}`).join(", ")} } = ${module};`]),
        ].join(" ");
      },
    );
    const left = /^import .*"node:.*$/m.exec(plain)?.[0];
    if (left !== undefined)
      throw new Error(`Cannot build ${fileName}: "${left}" is not an import that the build knows`);
    return plain;
  },
};

/** No class; and not `execFile`, which util.promisify() asks for more than a call. */
function isLateFunction(name: string): boolean {
  return /^[a-z]/.test(name) && name !== "execFile";
}

async function build(folder: string): Promise<void> {
  const part = `${folder}.${process.pid}.part`;
  cpSync(resolve(source, "hosts"), resolve(part, "hosts"), { recursive: true, filter: isForHosts });
  // What changes from now on is younger than this file. File systems count in ticks of some milliseconds.
  const stamp = resolve(part, "built");
  writeFileSync(stamp, "");
  const begun = statSync(stamp).mtimeMs / 1000 - 0.02;
  await bundle(part);
  writeFileSync(resolve(part, "LICENSES"), licences());
  utimesSync(stamp, begun, begun);
  takeOver(part, folder);
}

async function bundle(folder: string): Promise<void> {
  const groups = together.map((name) => ({ name, modules: new Set<string>() }));
  const gather: Plugin = {
    name: "gather",
    buildEnd() {
      for (const { name, modules } of groups) {
        const found = [resolve(source, `${name}.ts`)];
        for (const id of found) {
          if (modules.has(id)) continue;
          modules.add(id);
          found.push(...(this.getModuleInfo(id)?.importedIds ?? []).filter((imported) => !isExternal(imported)));
        }
      }
    },
  };
  const made = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, resolve(source, `${name}.ts`)])),
    platform: "node",
    external: isExternal,
    plugins: [keepPlaces, gather, plainBuiltins, plainLetters, asScripts(together.map(lastPart))],
    checks: { ineffectiveDynamicImport: false },
  });
  await made.write({
    dir: folder,
    entryFileNames: "[name].js",
    chunkFileNames: "cli/[name]-[hash].js",
    codeSplitting: {
      groups: groups.map(({ name, modules }, index) => ({
        name: lastPart(name),
        priority: groups.length - index,
        test: (id) => modules.has(id),
      })),
    },
  });
}

/** Moves the files of `part`, those that name others last. A program that runs may still ask for a file of the day before. */
function takeOver(part: string, folder: string): void {
  const isFirst = (path: string) => entries.some((entry) => path === `${entry}.js`) || path === "built";
  const files = readdirSync(part, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(resolve(part, path)).isFile(),
  );
  for (const path of [...files.filter((each) => !isFirst(each)), ...files.filter(isFirst)]) {
    mkdirSync(dirname(resolve(folder, path)), { recursive: true });
    renameSync(resolve(part, path), resolve(folder, path));
  }
  rmSync(part, { recursive: true });
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const status = statSync(resolve(folder, path));
    if (status.isFile() && !files.includes(path) && Date.now() - status.mtimeMs > DAY) rmSync(resolve(folder, path));
  }
}

function lastPart(path: string): string {
  return path.replace(/^.*\//, "");
}

function isExternal(id: string): boolean {
  return !/^[./]/.test(id) && !included.some((name) => id === name || id.startsWith(`${name}/`));
}

/** What is no TypeScript is sent to hosts as it is. */
function isForHosts(path: string): boolean {
  return !/\.ts$|README\.md$|test-support/.test(path);
}

function licences(): string {
  const texts = included.map((name) => {
    const text = readFileSync(resolve(root, "node_modules", name, "LICENSE"), "utf8");
    return `${name}\n\n${text.trim()}\n`;
  });
  return `Ferry's program contains these packages:\n\n${texts.join("\n\n")}`;
}

await build(resolve(process.argv[2] ?? resolve(root, "dist")));
