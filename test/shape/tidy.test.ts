import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, join } from "node:path";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";
import { readSources, resolveImport, root, type Source, walk } from "./sources.js";

/** Where sources are. Packages import each other by name, and only to the right: kernel → sdk → proto. */
const PACKAGES = ["kernel/src", "sdk/src", "proto/src"];

/** Folders of sdk/src from top to bottom. A folder imports from lower rows, never sideways. */
const LAYERS = [
  ["cli"],
  ["workspace"],
  ["plot"],
  ["run"],
  ["record", "archive", "sync", "read", "state", "catalog"],
  ["tape", "blob", "value"],
  ["base"],
];

/** Files directly in sdk/src: the faces are above all layers, the errors are below all of them. */
const FACES = ["index.ts", "host.ts"];
const FOUNDATIONS = ["errors.ts"];

/** The same for kernel/src: commands, the two threads, magics, and below them folders that do not know each other. */
const KERNEL_LAYERS = [
  ["cli"],
  ["main.ts", "worker.ts"],
  ["main-thread.ts", "language.ts"],
  ["magics"],
  ["engine", "display", "wire"],
  ["link.ts"],
];

/** Libraries and the folders that may use them at run time. `import type` is free. What is not here is not used. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  "@resvg/resvg-js": ["sdk/src/plot/"],
  echarts: ["sdk/src/plot/"],
  "plotly.js-cartesian-dist-min": ["sdk/src/plot/"],
  "plotly.js-gl3d-dist-min": ["sdk/src/plot/"],
  "@duckdb/node-api": ["sdk/src/catalog/"],
  "@node-rs/crc32": ["sdk/src/base/"],
  "apache-arrow": ["sdk/src/value/"],
  "node:fs": ["sdk/src/base/disk.ts", "kernel/src/"],
  "node:fs/promises": ["sdk/src/base/disk.ts", "kernel/src/"],
  protobufjs: ["proto/"],
  tapelab: ["kernel/src/"],
  rxjs: ["sdk/src/read/", "sdk/src/state/", "sdk/src/plot/", "sdk/src/run/", "kernel/src/display/"],
  "tar-stream": ["sdk/src/archive/"],
  tslab: ["kernel/src/engine/"],
  yaml: ["sdk/src/run/"],
  zeromq: ["kernel/src/wire/"],
  "tapelab-proto": ["sdk/src/tape/", "sdk/src/value/", "sdk/src/archive/", "sdk/src/state/"],
};

/** Calls that only one file may make, so that tests can put something else in their place. */
const SEAMS: readonly { call: RegExp; homes: readonly string[] }[] = [
  { call: /\bDate\.now\b|\bnew Date\(\s*\)/, homes: ["sdk/src/base/clock.ts", "kernel/src/"] },
  { call: /\bprocess\.hrtime\b|\bperformance\.now\b/, homes: ["sdk/src/base/clock.ts", "kernel/src/"] },
  {
    call: /\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b|\bMath\.random\b/,
    homes: ["sdk/src/base/ids.ts", "kernel/src/"],
  },
];

/** From where every source file must be reachable. */
const ENTRIES = [
  "sdk/src/index.ts",
  "sdk/src/host.ts",
  "sdk/src/plot/index.ts",
  "sdk/src/run/index.ts",
  "sdk/src/workspace/run-child.ts",
  "sdk/src/run/run-guard.ts",
  "sdk/src/cli/main.ts",
  "proto/src/index.ts",
  "kernel/src/main.ts",
  "kernel/src/worker.ts",
  "kernel/src/cli/main.ts",
];

const LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;

const sources = readSources(PACKAGES);
const sdk = sources.filter(({ path }) => path.startsWith("sdk/src/"));

function rowOf(path: string): number {
  const [folder = "", ...rest] = path.slice("sdk/src/".length).split("/");
  if (rest.length === 0) return FACES.includes(folder) ? -1 : LAYERS.length;
  return LAYERS.findIndex((row) => row.includes(folder));
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

describe("layers", () => {
  it("know every folder of the SDK", () => {
    const strangers = sdk.filter(({ path }) => {
      const isTop = folderOf(path) === "sdk/src";
      return isTop ? ![...FACES, ...FOUNDATIONS].includes(basename(path)) : rowOf(path) === -1;
    });
    expect(strangers.map(({ path }) => path)).toEqual([]);
  });

  it("import only downward, never sideways", () => {
    const wrong: string[] = [];
    for (const source of sdk) {
      for (const { from, isType } of source.imports) {
        const target = resolveImport(source, from);
        if (isType || target === undefined || folderOf(target) === folderOf(source.path)) continue;
        if (rowOf(target) <= rowOf(source.path)) wrong.push(`${source.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("know every folder of the kernel and let it import only downward, never sideways", () => {
    const rowIn = (path: string): number => {
      const top = path.slice("kernel/src/".length).split("/")[0] ?? "";
      return KERNEL_LAYERS.findIndex((row) => row.includes(top));
    };
    const wrong: string[] = [];
    for (const source of sources.filter(({ path }) => path.startsWith("kernel/src/"))) {
      if (rowIn(source.path) === -1) wrong.push(`${source.path} has no row`);
      for (const { from, isType } of source.imports) {
        const target = resolveImport(source, from);
        if (isType || !target?.endsWith(".ts") || folderOf(target) === folderOf(source.path)) continue;
        const isBelow = rowIn(target) > rowIn(source.path) || isWithinFolder(target, source.path);
        if (!isBelow) wrong.push(`${source.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("reach another package by its name alone", () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .map(({ from }) => resolveImport(source, from))
        .filter((target) => target !== undefined && packageOf(target) !== packageOf(source.path))
        .map((target) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** Both below the same folder of kernel/src, such as magics and magics/tape. */
function isWithinFolder(one: string, other: string): boolean {
  const top = (path: string): string | undefined => path.split("/").slice(0, 3).join("/");
  return one.split("/").length > 3 && other.split("/").length > 3 && top(one) === top(other);
}

function packageOf(path: string): string {
  return path.split("/")[0] ?? "";
}

describe("libraries", () => {
  it("are used in their homes only", () => {
    const wrong: string[] = [];
    for (const { path, imports } of sources) {
      for (const { from, isType } of imports) {
        const name = libraryOf(from);
        if (isType || name === undefined || isFreeBuiltin(name)) continue;
        const homes = HOMES[name] ?? [];
        if (!homes.some((home) => path.startsWith(home))) wrong.push(`${path} imports ${from}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("of Node are named with node:", () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter(({ from }) => builtinModules.includes(from)).map(({ from }) => `${path} imports ${from}`),
    );
    expect(wrong).toEqual([]);
  });

  it("that a package uses are its dependencies, and the other way round", () => {
    for (const folder of ["sdk", "proto"]) {
      const { dependencies, optionalDependencies } = JSON.parse(
        readFileSync(join(root, folder, "package.json"), "utf8"),
      ) as { dependencies: object; optionalDependencies?: object };
      const named = Object.keys({ ...dependencies, ...optionalDependencies });
      const used = sources
        .filter(({ path }) => path.startsWith(`${folder}/`))
        .flatMap(({ imports }) => imports.map(({ from }) => libraryOf(from)));
      if (folder === "proto") used.push("protobufjs"); // required by proto/generated
      const libraries = new Set(used.filter((name) => name !== undefined && !name.startsWith("node:")));
      expect(named.sort()).toEqual([...libraries].sort());
    }
  });
});

describe("what the kernel imports", () => {
  it("are its dependencies", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "kernel/package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const used = sources
      .filter(({ path }) => path.startsWith("kernel/"))
      .flatMap(({ imports }) => imports.filter(({ isType }) => !isType).map(({ from }) => libraryOf(from)));
    const missing = used.filter((name) => name && !name.startsWith("node:") && !(name in dependencies));
    expect(missing).toEqual([]);
  });
});

function libraryOf(from: string): string | undefined {
  if (from.startsWith(".")) return undefined;
  if (from.startsWith("node:")) return from;
  return from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
}

function isFreeBuiltin(name: string): boolean {
  return name.startsWith("node:") && !(name in HOMES);
}

describe("seams", () => {
  it("are the only way to time and chance", () => {
    const wrong = sources.flatMap(({ path, tree }) => {
      const code = codeOf(tree);
      return SEAMS.filter(({ call, homes }) => !homes.some((home) => path.startsWith(home)) && call.test(code)).map(
        ({ call }) => `${path}: ${call.source}`,
      );
    });
    expect(wrong).toEqual([]);
  });
});

/** The text without comments. */
function codeOf(tree: ts.SourceFile): string {
  return ts.createPrinter({ removeComments: true }).printFile(tree);
}

describe("files", () => {
  it(`have at most ${LINES_MAX} lines`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > LINES_MAX);
    expect(long).toEqual([]);
  });

  it(`have functions of at most ${FUNCTION_LINES_MAX} lines`, () => {
    expect(sources.flatMap(longFunctions)).toEqual([]);
  });

  it("have names in kebab-case", () => {
    expect(
      sources
        .filter(({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/.test(basename(path)))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it("are all reachable from an entry", () => {
    const byPath = new Map(sources.map((source) => [source.path, source]));
    const reached = new Set<string>();
    const waiting = [...ENTRIES];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const source = byPath.get(path);
      if (source === undefined || reached.has(path)) continue;
      reached.add(path);
      for (const { from } of source.imports) waiting.push(resolveImport(source, from) ?? "");
    }
    const isChecked = (path: string): boolean => !path.startsWith("kernel/");
    expect(sources.filter(({ path }) => isChecked(path) && !reached.has(path)).map(({ path }) => path)).toEqual([]);
  });
});

function longFunctions({ path, tree, text }: Source): string[] {
  const long: string[] = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const lines = text
      .slice(node.getStart(tree), node.end)
      .split("\n")
      .filter((line) => line.trim() !== "").length;
    if (lines > FUNCTION_LINES_MAX)
      long.push(`${path}: ${lines} lines at ${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`);
  });
  return long;
}

describe("text", () => {
  it("has no unfinished work and no switched-off checks", () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|expect-error|nocheck)|eslint-disable/;
    expect(sources.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("has no type any", () => {
    const found = sources.filter(({ tree }) => {
      let hasAny = false;
      walk(tree, (node) => {
        hasAny ||= node.kind === ts.SyntaxKind.AnyKeyword;
      });
      return hasAny;
    });
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it("exports by name: nothing as default, nothing with a star", () => {
    const found = sources.filter(({ tree }) =>
      tree.statements.some(
        (statement) =>
          ts.isExportAssignment(statement) ||
          (ts.isExportDeclaration(statement) && statement.exportClause === undefined) ||
          (ts.canHaveModifiers(statement) &&
            ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
      ),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
