// The kernel under programs of the Jupyter project: jupyter_kernel_test (both releases), jupyter, nbconvert, console.
// Run: npm run test:jupyter. Makes its own Python environment; ends with a failure, not a skip, when it cannot.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, finish, prepare, root, run } from "./front-ends.mjs";

const { scratch, env, python } = prepare();
const empty = join(scratch, "empty");
mkdirSync(empty);

for (const [release, path] of [
  ["0.7.0", ""],
  ["0.4.5", join(root, ".venv/kernel-test-old")],
])
  await check(`jupyter_kernel_test ${release}: 12 of 12, none skipped`, async () => {
    const script = join(root, "test/kernel/jupyter/kernel_test.py");
    const { code, out, err } = await run(python, [script], { env: { ...env, PYTHONPATH: path }, cwd: empty });
    assert.match(out, new RegExp(`jupyter_kernel_test ${release}: 12 of 12 passed, 0 skipped`), out + err);
    assert.equal(code, 0, out + err);
  });

await check("jupyter kernelspec lists the kernel (46)", async () => {
  const { out } = await run(python, ["-m", "jupyter", "kernelspec", "list", "--json"], { env, cwd: empty });
  const { tapelab } = JSON.parse(out).kernelspecs;
  assert.equal(tapelab.spec.display_name, "TypeScript (Tapelab)");
  assert.equal(tapelab.spec.interrupt_mode, "message");
});

const notebooks = join(scratch, "notebooks");
mkdirSync(notebooks);
const names = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
const beside = ["annealing.ts", "co2-stages.mjs", "lorenz-peaks.mjs", "lorenz-peaks.yaml"];
for (const name of [...names, ...beside]) copyFileSync(join(root, "notebooks", name), join(notebooks, name));
// Packages are looked up from the notebook's folder upward.
symlinkSync(join(root, "node_modules"), join(notebooks, "node_modules"));

await check("there are notebooks to run", async () => assert.ok(names.length >= 6, `found ${names.length}`));

for (const name of names.sort())
  await check(`jupyter nbconvert --execute ${name}`, async () => {
    const words = ["-m", "nbconvert", "--execute", "--to", "notebook", "--inplace", name];
    // nbconvert tells a kernel no file name, other than Jupyter's server.
    const named = { ...env, TAPELAB_SRC_FILE: name };
    const { code, err } = await run(python, words, { env: named, cwd: notebooks });
    assert.equal(code, 0, err);
    const { cells } = JSON.parse(readFileSync(join(notebooks, name), "utf8"));
    const errors = cells.flatMap((cell) => cell.outputs ?? []).filter((output) => output.output_type === "error");
    assert.deepEqual(errors, []);
    assert.ok(cells.some((cell) => cell.outputs?.length > 0));
  });

await check("tapelab-kernel run writes the same bytes as Jupyter's nbformat", async () => {
  const name = join(notebooks, names[0]);
  const ran = await run(process.execPath, [join(root, "kernel/bin/tapelab-kernel.js"), "run", "--inplace", name], {
    env,
  });
  assert.equal(ran.code, 0, ran.err);
  const script = "import nbformat, sys; print(nbformat.writes(nbformat.read(sys.argv[1], as_version=4)))";
  const { code, out, err } = await run(python, ["-c", script, name], { env });
  assert.equal(code, 0, err);
  assert.equal(out, readFileSync(name, "utf8"));
});

await check("jupyter nbconvert --execute tells which cell failed", async () => {
  const cell = (source) => ({ cell_type: "code", id: "a", metadata: {}, source, outputs: [], execution_count: null });
  const metadata = { kernelspec: { name: "tapelab", display_name: "x", language: "typescript" } };
  const notebook = { cells: [cell("\nthrow new RangeError('no')")], metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(scratch, "bad.ipynb"), JSON.stringify(notebook));
  const words = ["-m", "nbconvert", "--execute", "--to", "notebook", "--inplace", "bad.ipynb"];
  const { code, err } = await run(python, words, { env, cwd: scratch });
  assert.equal(code, 1);
  assert.match(err, /RangeError: no/);
  assert.match(err, /Cell\[1\]:2:7/);
});

await check("jupyter console runs cells, shows results and errors, and ends", async () => {
  const words = ["-m", "jupyter_console", "--kernel", "tapelab", "--simple-prompt"];
  const lines = [
    "const six: number = 6",
    "six * 7",
    "console.log('to the ' + 'console')",
    "nothingHere",
    "%lsmagic",
    "exit",
  ];
  const { code, out, err } = await run(python, words, { env, cwd: empty, input: `${lines.join("\n")}\n` });
  assert.match(out, /Out\[2\]: 42/, out + err);
  assert.match(out, /to the console/);
  assert.match(out + err, /Cell\[4\]:1:1 - TS2304/);
  assert.match(out, /%tape/);
  assert.equal(code, 0, out + err);
});

await check("jupyter run executes a file with the kernel", async () => {
  writeFileSync(join(scratch, "script.ts"), "const who: string = 'script';\nconsole.log('from a ' + who);\n");
  const words = ["-m", "jupyter", "run", "--kernel", "tapelab", "script.ts"];
  const { code, out, err } = await run(python, words, { env, cwd: scratch });
  assert.equal(code, 0, out + err);
  assert.match(out, /from a script/);
});

finish("kernel under Jupyter");
