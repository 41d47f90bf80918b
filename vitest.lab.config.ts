import { defineConfig } from "vitest/config";

// Tests on hosts of the lab (`npm run test:lab`): as root, two files at a time, as two migrations at once are all that two
// cores carry. Each file has labs of its own.
export default defineConfig({
  test: {
    include: ["lab/**/*.lab.ts", "src/**/*.lab.ts", "test/**/*.lab.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
