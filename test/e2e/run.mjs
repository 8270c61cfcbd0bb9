// Plots, tables and bars in real front ends: JupyterLab 4, Notebook 7 and the classic Notebook 6.4, in Chromium.
// Run: npm run test:e2e [-- lab notebook7 classic]. Installs what it needs; ends with a failure, not a skip, when it
// cannot. Screenshots go to TAPELAB_SCREENSHOTS when it names a folder.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { check, fail, finish, prepare, run } from "../kernel/jupyter/front-ends.mjs";
import { frontEnds, startServers } from "./front-ends.mjs";
import { ended, hostile, live, writeNotebook } from "./notebooks.mjs";

const wanted = process.argv.slice(2);
const made = prepare("--with-chromium", "--with-classic");
const { scratch, env, python } = made;
const executablePath =
  process.env.TAPELAB_CHROMIUM ?? spawnSync("which", ["chromium"], { encoding: "utf8" }).stdout.trim();
if (executablePath === "") fail("Chromium is missing. The tests in real front ends did NOT run.");
const folder = join(scratch, "folder");
const pictures = process.env.TAPELAB_SCREENSHOTS ?? join(scratch, "pictures");
for (const path of [folder, pictures, env.JUPYTER_CONFIG_DIR]) mkdirSync(path, { recursive: true });

const servers = await startServers({ ...made, folder });
const args = "--no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking";
const browser = await chromium.launch({
  executablePath,
  args: [...args.split(" "), "--disable-component-update", "--disable-sync", "--no-proxy-server"],
});

for (const end of await frontEnds(browser, servers, wanted)) {
  const inEnd = (name, work) => check(`${end.name}: ${name}`, () => withPicture(end, name, work));
  await liveCases(end, inEnd);
  await endedCases(end, inEnd);
  await hostileCases(end, inEnd);
  await end.page.close();
}
await browser.close();
for (const { child } of Object.values(servers)) child.kill("SIGTERM");
finish("plots in real front ends");

/** A plot that grows: during and after its cell, past other cells, into the saved file, and again after a reload. */
async function liveCases(end, inEnd) {
  const file = `live-${end.id}.ipynb`;
  const steps = writeNotebook(folder, file, live);
  const at = (step) => steps.indexOf(step);
  let saved;
  await inEnd("a plot as last expression appears, and grows after its cell and past other cells (1, 7)", async () => {
    await end.open(file);
    await end.runCell(at("setup"));
    await end.runCell(at("plot"));
    const [output] = await until(() => end.outputs(at("plot")), isPicture);
    const html = textOf(output.data["text/html"]);
    assert.equal(html.match(/<img/g)?.length, 1);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(textOf(output.data["text/plain"]), /^Plot /);
    assert.ok(output.data["image/png"] ?? output.data["image/svg+xml"]);
    const before = await until(
      () => pointsIn(end, at("plot")),
      (points) => points > 0,
    );
    await end.runCell(at("start"));
    await until(
      () => pointsIn(end, at("plot")),
      (points) => points > before,
    );
    await end.runCell(at("other"));
    const after = await pointsIn(end, at("plot"));
    await until(
      () => pointsIn(end, at("plot")),
      (points) => points > after + 40,
    );
  });
  await inEnd("a page that lost a packet says so, and is exact again after the next whole one (6)", async () => {
    await end.page.evaluate(() => {
      const queue = window.__tapelab_q;
      const { push } = queue;
      queue.push = (message) => {
        const deltas = message[0] === "packets" && message[1].every(({ kind }) => kind === "delta");
        if (!deltas) return push.call(queue, message);
        queue.push = push;
      };
    });
    const text = () => seenText(end, at("plot"));
    await until(text, (seen) => seen.includes("catching up"));
    await until(text, (seen) => !seen.includes("catching up"), 15_000);
  });
  await inEnd("the last state is saved once, without packets, and is what a reload shows (8)", async () => {
    await end.runCell(at("stop"));
    const [{ text }] = await end.outputs(at("stop"));
    const total = Number(textOf(text));
    const points = `of ${total.toLocaleString("en-US")} points`;
    await until(
      () => seenText(end, at("plot")),
      (seen) => seen.includes(points),
    );
    const outputs = await until(
      () => end.outputs(at("plot")),
      (all) =>
        all.slice(1).every(isInvisible) && !all.some(hasPackets) && textOf(all[0].data["text/plain"]).includes(points),
    );
    assert.equal(outputs.filter((output) => /<img/.test(textOf(output.data?.["text/html"]))).length, 1);
    await end.save();
    saved = JSON.parse(readFileSync(join(folder, file), "utf8"));
    await end.reload();
    await until(
      () => imagesIn(end, at("plot")),
      (count) => count === 1,
    );
    await until(
      () => pointsIn(end, at("plot")),
      (points) => points > 0,
    );
  });
  await againCases(end, inEnd, at);
  await inEnd("an untrusted notebook shows the picture, and runs nothing (2)", () =>
    untrusted(end, saved, `un-${file}`),
  );
}

/** Shown again after a reload, run again, interrupted. */
async function againCases(end, inEnd, at) {
  const newest = async (index) => (await stateIn(end, index)).newest;
  const grows = async (index) => {
    const before = await until(
      () => newest(index),
      (value) => value > 0,
    );
    await until(
      () => newest(index),
      (value) => value > before,
    );
  };
  await inEnd(
    "a plot goes on in the cell that shows it again after a reload, and once when that cell runs again (8, 9)",
    async () => {
      await end.runCell(at("second"));
      await grows(at("second"));
      await end.save();
      await end.reload();
      await end.runCell(at("show"));
      await grows(at("show"));
      await end.runCell(at("show"));
      await grows(at("show"));
      assert.equal((await stateIn(end, at("show"))).plots, 1);
    },
  );
  await inEnd("an interrupt of its cell ends a plot in its last state (17)", async () => {
    await end.startCell(at("hold"));
    await grows(at("hold"));
    await end.interrupt();
    await until(
      () => end.outputs(at("hold")),
      (all) => all.some((output) => output.output_type === "error") && !all.some(hasPackets),
    );
    const last = await newest(at("hold"));
    await end.page.waitForTimeout(1_500);
    assert.equal(await newest(at("hold")), last);
    await grows(at("show"));
  });
}

/** Plots of a tape that has ended, a table, and an Observable that fails. */
async function endedCases(end, inEnd) {
  const file = `ended-${end.id}.ipynb`;
  const steps = writeNotebook(folder, file, ended);
  const plots = ["first", "second", "third"].map((step) => steps.indexOf(step));
  let saved;
  await inEnd("plots of an ended tape are one output each, with no channel in the file (10)", async () => {
    await end.open(file);
    for (const step of steps.keys()) await end.runCell(step);
    for (const index of plots) {
      await until(
        () => pointsIn(end, index),
        (points) => points > 0,
      );
      const outputs = await end.outputs(index);
      assert.equal(outputs.filter((output) => /<img/.test(textOf(output.data?.["text/html"]))).length, 1);
    }
    await end.save();
    saved = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const all = JSON.stringify(saved);
    assert.equal(saved.cells.flatMap((cell) => cell.outputs ?? []).some(hasPackets), false);
    assert.ok(all.length < 2_600_000, `${all.length} bytes`);
  });
  await inEnd("the slider shows the first moment, and the last again", async () => {
    const index = steps.indexOf("scrub");
    await until(
      () => pointsIn(end, index),
      (points) => points > 0,
    );
    for (const [key, moment] of [
      ["Home", "seq 0\n"],
      ["End", "seq 399\n"],
    ]) {
      const element = await end.element(index);
      await element.evaluate((one) => one.querySelector("[data-tapelab] [tabindex]").focus());
      await end.page.keyboard.press(key);
      await until(
        () => seenText(end, index),
        (text) => text.includes(moment),
      );
    }
  });
  await inEnd("an Observable that fails shows what came before, and the failure (15)", async () => {
    const index = steps.indexOf("failing");
    await until(
      () => seenText(end, index),
      (text) => /3 received.*failed: <b>broken<\/b>/s.test(text),
    );
  });
  await inEnd("plots mount in any order of their cells, also when the loader comes last (3)", async () => {
    const cells = saved.cells.toReversed().map((cell, n) => ({ ...cell, id: `r${n}` }));
    await openTrusted(end, { ...saved, cells }, `reversed-${end.id}.ipynb`);
    for (const index of plots)
      await until(
        () => pointsIn(end, steps.length - 1 - index),
        (points) => points > 0,
      );
  });
  await inEnd("without the loader's cell the others show their picture, and say how to get more (4)", async () => {
    const cells = saved.cells.filter((_, n) => n !== plots[0]);
    await openTrusted(end, { ...saved, cells }, `unloaded-${end.id}.ipynb`);
    await until(
      () => imagesIn(end, plots[1] - 1),
      (count) => count === 1,
    );
    assert.match(await seenText(end, plots[1] - 1), /%tape show/);
  });
  await inEnd("nbconvert makes HTML and Markdown with picture and table (18)", () => nbconvert(`ended-${end.id}`));
}

async function hostileCases(end, inEnd) {
  const file = `hostile-${end.id}.ipynb`;
  const steps = writeNotebook(folder, file, hostile);
  await inEnd("sixty hostile texts as names, values, titles and errors run nothing (14)", async () => {
    await end.open(file);
    for (const step of steps.keys()) {
      await end.runCell(step);
      const errors = (await end.outputs(step)).filter((output) => output.output_type === "error");
      assert.deepEqual(errors, []);
    }
    await end.page.waitForTimeout(3_000);
    assert.equal(await end.page.evaluate(() => window.__xss), undefined);
    await end.save();
    const saved = JSON.parse(readFileSync(join(folder, file), "utf8"));
    await untrusted(end, saved, `un-${file}`);
  });
}

/** The same outputs in a notebook that nobody has signed. */
async function untrusted(end, saved, file) {
  const changed = { ...saved, metadata: { ...saved.metadata, copied: file } };
  for (const cell of changed.cells) delete cell.metadata?.trusted;
  writeFileSync(join(folder, file), JSON.stringify(changed));
  await end.open(file);
  await end.page.waitForTimeout(1_000);
  assert.deepEqual(await end.page.evaluate(() => [typeof window.__tapelab, typeof window.__xss]), [
    "undefined",
    "undefined",
  ]);
  for (const [index, cell] of changed.cells.entries()) {
    const shown = (cell.outputs ?? []).filter((output) => !isInvisible(output));
    if (shown.length === 0) continue;
    const wantedImages = shown.filter((output) =>
      /data-still|data-tapelab/.test(textOf(output.data?.["text/html"])),
    ).length;
    await until(
      () => seenIn(end, index),
      ({ text, images }) => (text > 0 || images > 0) && images >= wantedImages,
    );
  }
}

/** Characters and pictures that somebody sees. */
async function seenIn(end, index) {
  const element = await end.element(index);
  return element.evaluate((one) => ({
    // biome-ignore lint/performance/useDomNodeTextContent: what is hidden does not count
    text: one.innerText.trim().length,
    images: [...one.querySelectorAll("img")].filter((image) => image.naturalWidth > 100).length,
  }));
}

async function openTrusted(end, notebook, file) {
  const path = join(folder, file);
  writeFileSync(path, JSON.stringify(notebook));
  const { code, err } = await run(python, ["-m", "jupyter", "trust", path], { env });
  assert.equal(code, 0, err);
  await end.open(file);
}

async function nbconvert(name) {
  for (const format of ["html", "markdown"]) {
    const words = ["-m", "jupyter", "nbconvert", "--to", format, `${name}.ipynb`];
    const { code, out, err } = await run(python, words, { env, cwd: folder });
    assert.equal(code, 0, out + err);
  }
  const html = readFileSync(join(folder, `${name}.html`), "utf8");
  assert.ok((html.match(/<img[^>]+data:image\/svg/g) ?? []).length >= 3, "pictures in HTML");
  assert.match(html, /400 rows/);
  assert.match(readFileSync(join(folder, `${name}.md`), "utf8"), /400 rows/);
}

/** The first output is a plot, and no longer what stands there until it is drawn. */
function isPicture([output]) {
  return /<img/.test(textOf(output?.data?.["text/html"]));
}

/** Points of the first curve that plotly draws in the cell's output. */
async function pointsIn(end, index) {
  const element = await end.element(index);
  return element.evaluate((one) => one.querySelector(".js-plotly-plot")?.data?.[0]?.x?.length ?? 0);
}

/** How many plots are drawn in the cell's output, and the last x of the first. */
async function stateIn(end, index) {
  const element = await end.element(index);
  return element.evaluate((one) => {
    const all = one.querySelectorAll(".js-plotly-plot");
    return { plots: all.length, newest: all[0]?.data?.[0]?.x?.at(-1) ?? 0 };
  });
}

async function imagesIn(end, index) {
  const element = await end.element(index);
  return element.evaluate((one) => one.querySelectorAll("[data-tapelab] img").length);
}

async function seenText(end, index) {
  const element = await end.element(index);
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden does not count
  return element.evaluate((one) => one.innerText);
}

/** An output that holds nothing to see: what draws plots, or an emptied channel. */
function isInvisible({ output_type: type, data = {} }) {
  const html = textOf(data["text/html"]).replace(/<script>[\s\S]*?<\/script>/g, "");
  return type === "display_data" && textOf(data["text/plain"]) === "" && html.trim() === "";
}

function hasPackets({ data = {} }) {
  return /^<script>\(window\.__tapelab_q=window\.__tapelab_q\|\|\[\]\)\.push\(\["packets"/.test(
    textOf(data["text/html"]),
  );
}

function textOf(value) {
  return Array.isArray(value) ? value.join("") : (value ?? "");
}

/** Reads until it is as wanted, however slow the machine is; the last reading is in the failure. */
async function until(read, isRight, patienceMs = 30_000) {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > end) throw new Error(`not as wanted: ${String(JSON.stringify(value)).slice(0, 400)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function withPicture(end, name, work) {
  try {
    await work();
  } finally {
    const path = join(pictures, `${end.id}-${name.replaceAll(/\W+/g, "-").slice(0, 60)}.png`);
    await end.page.screenshot({ path }).catch(() => console.log(`        no screenshot of ${name}`));
  }
}
