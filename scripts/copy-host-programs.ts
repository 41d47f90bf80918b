import { cpSync } from "node:fs";
import { resolve } from "node:path";

// The programs that are sent to hosts are no TypeScript: they go into the built package as they are.
const root = resolve(import.meta.dirname, "..");
cpSync(resolve(root, "src/hosts"), resolve(root, "dist/hosts"), {
  recursive: true,
  filter: (path) => !/\.ts$|README\.md$|test-support/.test(path),
});
