import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { type Canonical, canonicalOf, canonicalText, Float, plainOf } from "#sdk/run/canonical.js";
import { cellValue } from "#sdk/run/csv.js";
import { parseJsonText } from "#sdk/run/json-text.js";
import { Mounts } from "#sdk/run/mounts.js";
import { makePlan, type Plan, type PlanOptions, readSpecFile } from "#sdk/run/plan.js";
import { parseYamlText } from "#sdk/run/yaml-text.js";
import { vectorsOf } from "./vectors.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function planOf(yaml: string, files: Record<string, string> = {}, options: PlanOptions = {}): Plan {
  const root = mkdtempSync(join(tmpdir(), "tapelab-plan-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const { value, warnings } = parseYamlText(yaml, "spec.yaml");
  return makePlan({ disk: nodeDisk, folder: root, mounts: mountsAt(root) }, value, options, warnings);
}

const mountsAt = (project: string, roots = new Map<string, string>()): Mounts =>
  new Mounts(nodeDisk, roots, { project });

const runsOf = (plan: Plan): Canonical[] => Array.from({ length: plan.size }, (_, i) => plan.run(i));

/** Python writes lists of names and maps of counts in its own way. */
const ourWay = (text: string): string => text.replaceAll("'", "").replace(/keys?\(s\)/, "key(s)");

test.each(vectorsOf("expand"))("expands as Semantiva does: %s", (_, { input, expected }) => {
  if (expected.error) {
    const plain = (text: string): string => ourWay(text).replace(/: \[(.*?)\]( \(at|$)/, ": $1$2");
    let message = "";
    try {
      planOf(input.run_space_yaml, input.files);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(ourWay(message)).toContain(plain(expected.error));
    return;
  }
  const plan = planOf(input.run_space_yaml, input.files);
  expect(canonicalText(runsOf(plan))).toBe(canonicalText(parseJsonText(expected.runs_json, "runs")));
  const blocks = plan.blocks.map(({ mode, size, contextKeys, source }) => ({
    mode,
    size,
    context_keys: contextKeys,
    ...(source && { source }),
  }));
  expect({ combine: plan.combine, max_runs: plan.maxRuns, expanded_runs: plan.size, blocks }).toEqual(expected.meta);
});

test("CSV cells are what they look like, and ASCII digits alone make numbers", () => {
  const [[, { input, expected }] = vectorsOf("csv_coerce")[0] as never] = vectorsOf("csv_coerce");
  input.values.forEach((cell: string, i: number) => {
    const repr: string = cell === "\u0663" ? "'\u0663'" : expected.results_repr[i];
    const value = cellValue(cell);
    if (repr.startsWith("'")) expect(value).toBe(cell);
    else if (repr === "True" || repr === "False") expect(value).toBe(repr === "True");
    else if (repr === "inf") expect(value).toEqual(new Float(Number.POSITIVE_INFINITY));
    else expect(canonicalText(value)).toBe(repr);
  });
});

test("the last key of a combinatorial block varies fastest", () => {
  const plan = planOf("blocks: [{mode: combinatorial, context: {y: [10, 20, 30], x: [1, 2]}}]");
  expect(runsOf(plan).map(plainOf)).toEqual([1, 2].flatMap((x) => [10, 20, 30].map((y) => ({ x, y }))));
});

test("a product above the cap is refused by its number, before any run is made", () => {
  const lists = Object.entries({ a: 11, b: 100 }).map(
    ([key, size]) => `${key}: [${Array.from({ length: size }, (_, i) => i)}]`,
  );
  const yaml = `blocks: [{mode: combinatorial, context: {${lists.join(", ")}}}]`;
  expect(() => planOf(yaml)).toThrow("Run space expansion would create 1,100 runs, exceeds `max_runs` limit of 1,000");
});

test("ten keys of a hundred values are counted, never built", () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  const context = new Map(Array.from({ length: 10 }, (_, i) => [`k${i}`, values]));
  const spec = canonicalOf({ max_runs: 10, blocks: [{ mode: "combinatorial", context }] });
  const place = { disk: nodeDisk, folder: "/", mounts: mountsAt("/") };
  const plan = () => expect(() => makePlan(place, spec)).toThrow("would create 100,000,000,000,000,000,000 runs");
  plan(); // what is compiled and loaded once
  const before = process.memoryUsage().heapUsed;
  plan();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(5 << 20);
});

test("rows with different keys are refused by name, and filled with null when asked", () => {
  const yaml = (more: string) => `blocks: [{mode: by_position, source: {format: json, path: r.json${more}}}]`;
  const files = { "r.json": '[{"a":1},{"b":2}]' };
  expect(() => planOf(yaml(""), files)).toThrow("row 1 has the keys b, and row 0 has a");
  expect(runsOf(planOf(yaml(", ragged: null"), files)).map(plainOf)).toEqual([
    { a: 1, b: null },
    { a: null, b: 2 },
  ]);
});

test("a long CSV row is told with the line where it starts and both counts", () => {
  const files = { "r.csv": 'a,b\n"one\ntwo",2\n1,2,3\n' };
  expect(() => planOf("blocks: [{mode: by_position, source: {format: csv, path: r.csv}}]", files)).toThrow(
    "r.csv line 4: 3 cells for 2 columns",
  );
});

test("a broken line of an NDJSON source is told by its number in the file", () => {
  const spec = "blocks: [{mode: by_position, source: {format: ndjson, path: r.ndjson}}]";
  expect(() => planOf(spec, { "r.ndjson": '{"a":1}\n\n{"a"\n' })).toThrow("r.ndjson line 3: found a key without");
  expect(() => planOf(spec, { "r.ndjson": '{"a":1}\n[2]\n' })).toThrow("r.ndjson line 2: NDJSON source lines must be");
});

test("one changed byte of a source changes the inputs id and not the plan id", () => {
  const yaml = "blocks: [{mode: by_position, source: {format: csv, path: r.csv}}]";
  const [one, two] = [planOf(yaml, { "r.csv": "a\n1\n" }), planOf(yaml, { "r.csv": "a\n2\n" })];
  expect(one.planId).toEqual(two.planId);
  expect(one.inputsId?.value).not.toBe(two.inputsId?.value);
  expect(one.fingerprints[0]?.uri).toBe("project://r.csv");
});

test("a source that is missing, outside, a directory or behind a link that leads out is refused by name", () => {
  const yaml = (path: string) => `blocks: [{mode: by_position, source: {format: csv, path: ${path}}}]`;
  expect(() => planOf(yaml("gone.csv"))).toThrow("run_space source file not found: gone.csv");
  expect(() => planOf(yaml("../x.csv"))).toThrow("lies outside of the project");
  expect(() => planOf(yaml("sub"), { "sub/r.csv": "a\n" })).toThrow("is a directory");
  const root = mkdtempSync(join(tmpdir(), "tapelab-plan-"));
  folders.push(root);
  symlinkSync("/etc", join(root, "out"));
  const { value } = parseYamlText(yaml("out/passwd"), "y");
  expect(() => makePlan({ disk: nodeDisk, folder: root, mounts: mountsAt(root) }, value)).toThrow(
    "run_space source out/passwd lies outside of the project and all mounts",
  );
});

test("a source below a mount is read, by path or by its URI, and named by the mount", () => {
  const [root, data] = [1, 2].map(() => mkdtempSync(join(tmpdir(), "tapelab-plan-"))) as [string, string];
  folders.push(root, data);
  writeFileSync(join(data, "r.csv"), "a\n1\n2\n");
  symlinkSync(data, join(root, "linked"));
  const mounts = mountsAt(root, new Map([["inputs", data]]));
  const uriOf = (path: string, options?: PlanOptions) => {
    const { value } = parseYamlText(`blocks: [{mode: by_position, source: {format: csv, path: "${path}"}}]`, "y");
    const plan = makePlan({ disk: nodeDisk, folder: root, mounts }, value, options);
    expect(plan.size).toBe(2);
    return plan.fingerprints[0]?.uri;
  };
  expect(uriOf(join(data, "r.csv"))).toBe("inputs://r.csv");
  expect(uriOf("inputs://r.csv")).toBe("inputs://r.csv");
  expect(uriOf("linked/r.csv")).toBe("project://linked/r.csv");
  expect(uriOf("linked/r.csv", { inputsScheme: "rsm1code" })).toBe(`file://${data}/r.csv`);
});

test("what YAML 1.1 tools read differently is text or a decimal here, with a warning for each line", () => {
  const plan = planOf("blocks:\n - mode: by_position\n   context:\n    a: [on]\n    b: [1_000]\n    c: [012]\n");
  expect(plainOf(plan.run(0))).toEqual({ a: "on", b: "1_000", c: 12 });
  expect(plan.warnings.map((text) => text.slice(0, 12))).toEqual(["line 4: `on`", "line 5: `1_0", "line 6: `012"]);
});

test("a warning comes where PyYAML reads another value, of keys too, and nowhere else", () => {
  const warned = (yaml: string) => parseYamlText(yaml, "y").warnings.map((text) => /as (.*)\. Quote/.exec(text)?.[1]);
  const readings: [string, string[]][] = [
    ["true", ["yes", "On"]],
    ["false", ["no", "OFF"]],
    ["the octal number 10", ["012", "+0_12"]],
    ["a number", ["1_000", "1_000.5", "-0x1F", "0b11", "1._5"]],
    ["a number of base 60", ["1:30", "01:30.5"]],
    ["a date", ["2024-01-02", "2024-1-2 10:00:00"]],
    ["text", ["08", "-09", "1e3", "1.5e3", ".5e3", "-.5", "+.5", "0o14"]],
  ];
  for (const [older, texts] of readings)
    for (const text of texts) expect([text, warned(`a: ${text}`)]).toEqual([text, [older]]);
  const same = [
    "y",
    "n",
    "true",
    "Null",
    "~",
    "0",
    "00",
    "07",
    "-1",
    "0x1F",
    "1.5",
    ".5",
    "1.e+3",
    ".inf",
    "2024-1-2",
    "09:30",
    "x",
  ];
  for (const text of [...same, "'on'", "!!str on"]) expect([text, warned(`a: ${text}`)]).toEqual([text, []]);
  expect([warned("no: [1]"), warned("12: [1]\n'no': [1]")]).toEqual([["false"], []]);
});

test.each([
  ["a duplicate key", "a: 1\na: 2", "line 2"],
  ["a custom tag", "a: !python/object:os.system x", "line 1"],
  ["__proto__", "a: 1\n__proto__: {x: 1}", "line 2"],
  ["several documents", "a: 1\n---\nb: 2", "multiple documents"],
  ["an unknown alias", "a: *b", "line 1"],
])("YAML with %s is refused with its line", (_, yaml, text) => {
  expect(() => planOf(yaml)).toThrow(text);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("an alias bomb is refused", () => {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(",")}]`);
  expect(() => planOf(`l0: &l0 [x]\n${levels.join("\n")}`)).toThrow("more than 100 uses of aliases");
});

test("a spec of more than 1 MiB is refused", () => {
  expect(() => planOf(`# ${"x".repeat(1 << 20)}`)).toThrow("at most 1048576 are read");
});

test("a spec file in another encoding is refused, and a byte order mark is no part of it", () => {
  const root = mkdtempSync(join(tmpdir(), "tapelab-plan-"));
  folders.push(root);
  const read = (name: string, bytes: Buffer) => {
    writeFileSync(join(root, name), bytes);
    return canonicalText(readSpecFile(nodeDisk, join(root, name)).value);
  };
  for (const name of ["s.json", "s.yaml"]) {
    expect(read(name, Buffer.from('\ufeff{"a":"\u00e9"}'))).toBe('{"a":"\u00e9"}');
    expect(() => read(name, Buffer.from('{"a":"\u00e9"}', "latin1"))).toThrow(`${name} line 1: the file is not UTF-8`);
  }
});

test("a key that the documentation of others names leads to ours", () => {
  expect(() => planOf("blocks: [{mode: by_position, values: {x: [1]}}]")).toThrow("Did you mean `context:`?");
  expect(() => planOf("blocks: [{mode: by_position, contxt: {x: [1]}}]")).toThrow("Did you mean `context:`?");
  expect(() => planOf("combin: by_position")).toThrow("Did you mean `combine:`?");
});

test("a plan with an empty list has no runs and says so; no blocks are one run", () => {
  const empty = planOf("blocks: [{mode: combinatorial, context: {x: []}}]");
  expect([empty.size, empty.warnings]).toEqual([0, ["The plan has no runs: a list in it is empty."]]);
  expect(runsOf(planOf("{}")).map(plainOf)).toEqual([{}]);
});

test("making a plan writes nothing", () => {
  planOf("blocks: [{mode: by_position, source: {format: csv, path: r.csv}}]", { "r.csv": "a\n1\n" });
  expect(readdirSync(folders.at(-1) ?? "")).toEqual(["r.csv"]);
});

test("lists that do not fit together are told with their lengths", () => {
  expect(() => planOf("blocks: [{mode: by_position, context: {x: [1, 2, 3], y: [1, 2]}}]")).toThrow(
    "by_position block requires identical list lengths; got {x: 3, y: 2}",
  );
  const two =
    "combine: by_position\nblocks: [{mode: by_position, context: {x: [1, 2]}}, {mode: by_position, context: {y: [1, 2, 3]}}]";
  expect(() => planOf(two)).toThrow("combine=by_position requires equal block sizes; got [2, 3]");
});

const from = (format: string, path: string, more = ""): string =>
  `blocks: [{mode: by_position, source: {format: ${format}, path: ${path}${more}}}]`;
test.each([
  ["a wrong way to combine", "combine: zip", "run_space.combine must be 'by_position' or 'combinatorial'"],
  ["no mode", "blocks: [{context: {x: [1]}}]", "run_space.blocks[0] has invalid mode ''"],
  ["a wrong mode", "blocks: [{mode: zip, context: {x: [1]}}]", "run_space.blocks[0] has invalid mode 'zip'"],
  [
    "a value that is no list",
    "blocks: [{mode: by_position, context: {a: 1}}]",
    "run_space.blocks[0].context['a'] must be a list",
  ],
  [
    "keys of two blocks",
    "blocks: [{mode: by_position, context: {b: [1], a: [1]}}, {mode: by_position, context: {a: [1], b: [1]}}]",
    "Duplicate context key(s) across run_space blocks: a, b (at block 1)",
  ],
  [
    "a wrong format",
    from("xml", "x.csv"),
    "run_space.blocks[0].source.format must be one of 'csv', 'json', 'yaml', 'ndjson'",
  ],
  [
    "a source of another length",
    "blocks: [{mode: by_position, context: {x: [1, 2, 3]}, source: {format: csv, path: ab.csv}}]",
    "by_position block requires equal run counts between context and source; got [3, 2]",
  ],
  [
    "a key of context and source",
    "blocks: [{mode: by_position, context: {a: [1, 2]}, source: {format: csv, path: ab.csv}}]",
    "Duplicate context key(s) within block (context vs source): a",
  ],
  [
    "a key of two sources",
    "blocks: [{mode: by_position, source: {format: csv, path: ab.csv}}, {mode: by_position, source: {format: csv, path: ab.csv, select: [b]}}]",
    "Duplicate context key(s) across blocks: b (at index 1)",
  ],
  ["a CSV without a header", from("csv", "empty.csv"), "CSV source requires a header row"],
  ["a CSV with a column twice", from("csv", "twice.csv"), 'twice.csv line 1: the column "a" comes twice'],
  ["JSON that is no rows", from("json", "text.json"), "JSON source must be a list of mappings or a mapping"],
  ["a row that is no map", from("json", "rows.json"), "run_space source list entries must be mappings"],
  [
    "a line that is no map",
    from("ndjson", "rows.ndjson"),
    "rows.ndjson line 3: NDJSON source lines must be JSON objects",
  ],
  [
    "columns that are not there",
    from("csv", "ab.csv", ", select: [q, a, p]"),
    "run_space source select missing columns: q, p. Nothing was started. Available columns in source: a, b.",
  ],
])("a spec with %s is refused in these words", (_, yaml, text) => {
  const files = {
    ...{ "ab.csv": "b,a\n1,2\n3,4\n", "empty.csv": "", "twice.csv": "a,b, a\n1,2,3\n", "text.json": '"x"' },
    ...{ "rows.json": '[{"a":1},2]', "rows.ndjson": '{"a":1}\n\n[2]\n' },
  };
  expect(() => planOf(yaml, files)).toThrow(text);
});

test("names that a rename does not know are left, and a source of maps or columns has one value for all where it is no list", () => {
  const yaml = "blocks: [{mode: by_position, source: {format: yaml, path: c.yaml, rename: {a: z, none: y}}}]";
  const plan = planOf(yaml, { "c.yaml": "a: 1\nb: [x]\n" });
  expect(runsOf(plan).map(plainOf)).toEqual([{ z: 1, b: "x" }]);
});

test("two columns renamed to one name are a collision that names the second", () => {
  const yaml = "blocks: [{mode: by_position, source: {format: csv, path: r.csv, rename: {x: s, y: s}}}]";
  expect(() => planOf(yaml, { "r.csv": "x,y\n1,2\n" })).toThrow("run_space source rename collision for 'y' -> 's'");
});

test("fingerprints of a plan stand in the order of its blocks", () => {
  const source = (role: string, path: string) =>
    `{mode: by_position, source: {format: csv, path: ${path}, role: ${role}}}`;
  const plan = planOf(`combine: by_position\nblocks: [${source("z", "1.csv")}, ${source("a", "2.csv")}]`, {
    "1.csv": "x\n1\n",
    "2.csv": "y\n2\n",
  });
  expect(plan.fingerprints.map(({ role }) => role)).toEqual(["z", "a"]);
});
