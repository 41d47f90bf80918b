import { defineConfig } from "vitest/config";

// Tests on hosts of the lab (`npm run test:lab`): as root, one after another, as two migrations at once are all that two
// cores carry.
export default defineConfig({
  test: {
    include: ["lab/**/*.lab.ts", "src/**/*.lab.ts", "test/**/*.lab.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    pool: "forks",
    maxWorkers: 1,
  },
});
