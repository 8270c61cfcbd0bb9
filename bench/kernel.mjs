/**
 * The kernel beside stock tslab, in one run: `node bench/kernel.mjs [rounds]`. In each round both are started one after
 * the other, the order changing, and run the same cells in the same folder. Prints medians and ratios; a ratio above 1
 * says that Tapelab's kernel is faster, or needs less memory.
 */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KernelProcess } from "./kernel-client.mjs";

const root = resolve(import.meta.dirname, "..");
const rounds = Number(process.argv[2] ?? 5);
const idleMs = 6000;

const kernels = {
  tapelab: [process.execPath, "--no-force-async-hooks-checks", join(root, "kernel/dist/main.js"), "{connection_file}"],
  tslab: [process.execPath, join(root, "node_modules/tslab/bin/tslab"), "kernel", "--config-path={connection_file}"],
};

const imports = `import { of, map } from "rxjs";
import { tableFromArrays } from "apache-arrow";
const table = tableFromArrays({ t: new Float64Array([1, 2, 3]) });
const doubled = of(1, 2).pipe(map((x) => x * 2));
table.numRows`;

/** Measures and the ratio that each has to reach. */
const goals = {
  "start until kernel_info_reply, ms": 1.0,
  "start until the first cell is done, ms": 1 / 1.2,
  "trivial cell, ms": 3,
  "cell that declares a name, ms": undefined,
  "first cell importing rxjs and apache-arrow, ms": 2,
  "later cell typed against them, ms": 2,
  "later cell importing them again, ms": undefined,
  "memory at rest, MB": undefined,
  "memory after all cells, MB": undefined,
};

const folder = mkdtempSync(join(tmpdir(), "tapelab-bench-notebook-"));
// Stock tslab finds packages only in the notebook's folder.
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
const found = { tapelab: [], tslab: [] };
for (let round = 0; round < rounds; round += 1) {
  const names = round % 2 === 0 ? ["tapelab", "tslab"] : ["tslab", "tapelab"];
  for (const name of names) found[name].push(await measure(kernels[name]));
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}
rmSync(folder, { recursive: true, force: true });
print();

/** One kernel from its start to its end. */
async function measure(argv) {
  const kernel = await KernelProcess.start(argv, folder);
  try {
    await kernel.time("1 + 2");
    const firstMs = performance.now() - kernel.startedAt;
    await new Promise((done) => setTimeout(done, idleMs));
    const rest = kernel.rss();
    const trivial = await many(kernel, 50, (i) => `1 + ${i}`);
    const declaring = await many(kernel, 20, (i) => `const name${i % 10} = ${i}; name${i % 10} + 1`);
    const first = await kernel.time(imports);
    const typed = await many(kernel, 20, (i) => `table.getChild("t")?.get(${i}); doubled.pipe(map((x) => x + ${i}))`);
    const again = await many(kernel, 10, (i) => imports.replace("[1, 2, 3]", `[${i}]`));
    const end = kernel.rss();
    return [kernel.infoMs, firstMs, trivial, declaring, first, typed, again, rest, end];
  } finally {
    await kernel.stop();
  }
}

async function many(kernel, count, cell) {
  const times = [];
  for (let i = 0; i < count; i += 1) times.push(await kernel.time(cell(i)));
  return median(times);
}

function print() {
  const { tapelab, tslab } = found;
  console.log(`${"".padEnd(48)}${["tapelab", "tslab", "ratio", "goal"].map((word) => word.padStart(9)).join("")}`);
  for (const [index, [name, goal]] of Object.entries(goals).entries()) {
    const [own, stock] = [tapelab, tslab].map((runs) => median(runs.map((run) => run[index])));
    // Pairs of one round, so that a slow moment of the machine counts for both.
    const ratio = median(tapelab.map((run, round) => tslab[round][index] / run[index]));
    const verdict = goal === undefined ? "" : `${goal.toFixed(2)} ${ratio >= goal ? "ok" : "MISSED"}`;
    const figures = [own.toFixed(1), stock.toFixed(1), ratio.toFixed(2)].map((text) => text.padStart(9)).join("");
    console.log(`${name.padEnd(48)}${figures}   ${verdict}`);
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
