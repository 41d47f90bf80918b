import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "lab/**/*.test.ts"],
    // Machines are shared: a test that waits for programs may take several times as long as it does on an idle one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
