import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tapelab$/, replacement: at("./sdk/src/index.ts") },
      { find: /^tapelab\/run$/, replacement: at("./sdk/src/run/index.ts") },
      { find: /^tapelab\/host$/, replacement: at("./sdk/src/host.ts") },
      { find: /^tapelab\/plot$/, replacement: at("./sdk/src/plot/index.ts") },
      { find: /^tapelab-proto$/, replacement: at("./proto/src/index.ts") },
      // Internal modules, for tests of one folder: #sdk/tape/writer.js
      { find: /^#sdk\/(.*)\.js$/, replacement: at("./sdk/src/$1.ts") },
      { find: /^#kernel\/(.*)\.js$/, replacement: at("./kernel/src/$1.ts") },
      { find: /^#proto\/(.*)\.js$/, replacement: at("./proto/src/$1.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    maxWorkers: 2,
    reporters: ["default", at("./test/helpers/second-tries.ts")],
  },
});
