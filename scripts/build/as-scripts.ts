import { createHash } from "node:crypto";
import type { Plugin } from "rolldown";

/**
 * Makes modules of the program scripts whose compiled code src/cli/run-script.ts keeps. Each stays a module for those that
 * import it: one that runs the script and exports what that gives.
 *
 * @param names of the modules' files, without their hash
 */
export function asScripts(names: readonly string[]): Plugin {
  return {
    name: "scripts",
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type !== "chunk" || !names.includes(file.name) || file.moduleIds.length === 0) continue;
        const { script, module } = split(file.code, file.fileName);
        const hash = createHash("sha256").update(script).digest("hex").slice(0, 8);
        const name = `${file.name}-${hash}.script`;
        this.emitFile({ type: "asset", fileName: file.fileName.replace(/[^/]*$/, name), source: script });
        file.code = module(name);
      }
    },
  };
}

/** What a script takes for the address of its module. */
const HERE = "import_meta_url";

interface Split {
  readonly script: string;
  /** The module, given the name of the script's file. */
  readonly module: (name: string) => string;
}

/** The bundler writes each import on a line at the beginning, and one line of exports at the end. */
function split(code: string, fileName: string): Split {
  const imports = [...code.matchAll(/^import \{ (.+) \} from "(.+)";\n/gm)];
  const exported = /^export \{ (.+) \};\n?$/m.exec(code);
  const body = [...imports, ...(exported === null ? [] : [exported])].reduce(
    (rest, [line]) => rest.replace(line, ""),
    code,
  );
  const odd = /^(?:import|export)\b.*$/m.exec(body)?.[0];
  if (exported === null || odd !== undefined)
    throw new Error(
      `Cannot make a script of ${fileName}: ${odd === undefined ? "it exports nothing" : `"${odd}" is not known`}`,
    );
  const given = imports.map(([, parts = ""]) => `{ ${parts.replaceAll(" as ", ": ")} }`);
  const results = (exported[1] ?? "").split(", ").map((part) => {
    const [inside = "", outside = inside] = part.split(" as ");
    // Who imports a variable sees each of its values, who takes the result of a script only the first.
    if (
      new RegExp(`^(?:let ${inside.replaceAll("$", "\\$")}\\b|var ${inside.replaceAll("$", "\\$")};)`, "m").test(body)
    )
      throw new Error(`Cannot make a script of ${fileName}: it exports the variable "${inside}"`);
    return { inside, outside };
  });
  return {
    script: [
      `"use strict";\n(function (${[HERE, ...given].join(", ")}) {`,
      body.replaceAll("import.meta.url", HERE),
      `return { ${results.map(({ inside, outside }) => `${outside}: ${inside}`).join(", ")} };\n})`,
    ].join("\n"),
    module: (name) =>
      [
        `import { runScript } from "./run-script.js";`,
        ...imports.map(([, , from = ""], index) => `import * as given${index} from "${from}";`),
        `const { ${results.map(({ outside }, index) => `${outside}: made${index}`).join(", ")} } = runScript(${[JSON.stringify(name), "import.meta.url", ...imports.map((_, index) => `given${index}`)].join(", ")});`,
        `export { ${results.map(({ outside }, index) => `made${index} as ${outside}`).join(", ")} };\n`,
      ].join("\n"),
  };
}
