// The kernel in JupyterLab 4, in a real browser: `tapelab-kernel lab` opens every notebook, and every cell runs.
// Run: npm run test:lab. Installs Chromium with apt-get where there is none; ends with a failure, not a skip, when it
// cannot. Screenshots go to TAPELAB_SCREENSHOTS when it names a folder.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { check, fail, finish, prepare, root } from "./front-ends.mjs";

const { scratch, env } = prepare("--with-chromium");
const executablePath =
  process.env.TAPELAB_CHROMIUM ?? spawnSync("which", ["chromium"], { encoding: "utf8" }).stdout.trim();
if (executablePath === "") fail("Chromium is missing. The test with JupyterLab did NOT run.");
const command = join(root, "kernel/bin/tapelab-kernel.js");
const pictures = process.env.TAPELAB_SCREENSHOTS ?? join(scratch, "pictures");
mkdirSync(pictures, { recursive: true });

// The test asks the page's own application object; JupyterLab shows it only when told to.
mkdirSync(env.JUPYTER_CONFIG_DIR, { recursive: true });
writeFileSync(join(env.JUPYTER_CONFIG_DIR, "jupyter_lab_config.py"), "c.LabApp.expose_app_in_browser = True\n");

const folder = join(scratch, "folder");
const server = startLab([folder], env);
const address = await server.address;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
page.setDefaultTimeout(60_000);

await check("tapelab-kernel lab says what it made and how to undo it", async () => {
  assert.match(server.said(), /Using your JupyterLab 4\.\d+\.\d+/);
  assert.match(server.said(), /Told it about this kernel: .*\n {2}Undo: tapelab-kernel uninstall/);
  assert.match(server.said(), /made one to begin with: .*first-tape\.ipynb\n {2}Undo: delete it/);
  assert.ok(existsSync(join(env.JUPYTER_DATA_DIR, "kernels/tapelab/kernel.json")));
});

await check("JupyterLab runs the notebook that an empty folder gets", () => runAll("first-tape.ipynb", "folder"));

cpSync(join(root, "notebooks"), folder, { recursive: true, filter: (path) => !/\.tapelab|dist/.test(path) });
// Packages are looked up from the notebook's folder upward.
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb") && name !== "first-tape.ipynb");
for (const name of names) withoutOutputs(join(folder, name));
await check("there are notebooks to run", async () => assert.ok(names.length >= 6, `found ${names.length}`));
for (const name of names.sort()) await check(`JupyterLab runs ${name}`, () => runAll(name));

await check("the stop button ends an endless loop, and the next cell runs", async () => {
  const cells = ["'a cell that compiles is not a loop yet'", "let n = 0;\nfor (;;) n++;", "n > 1000"];
  writeFileSync(join(folder, "endless.ipynb"), JSON.stringify(notebookOf(cells)));
  await open("endless.ipynb");
  await runCell(0);
  await page.evaluate(() => {
    jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
    void jupyterapp.commands.execute("notebook:run-cell");
  });
  await page.waitForFunction(() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "busy");
  await page.waitForTimeout(1500);
  await page.locator('[data-command="notebook:interrupt-kernel"]:visible').first().click();
  await page.waitForFunction(() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "idle");
  const [, loop] = await codeCells();
  assert.equal(loop.outputs[0]?.ename, "KeyboardInterrupt");
  await runCell(2);
  const [, , after] = await codeCells();
  assert.equal(after.outputs[0]?.data?.["text/plain"], "true", JSON.stringify(after.outputs));
});

await browser.close();
await check("Ctrl-C ends it", async () => {
  server.child.kill("SIGTERM");
  const [code] = await Promise.race([server.closed, new Promise((done) => setTimeout(() => done(["late"]), 20_000))]);
  assert.equal(code, 0);
});
await check("tapelab-kernel lab makes a private JupyterLab that knows the kernel, and removes it", async () => {
  const home = join(scratch, "private");
  const outside = { ...env, XDG_DATA_HOME: home, HOME: home };
  const own = startLab([folder, "--private"], outside);
  const url = await own.address;
  const specs = await fetch(new URL(`/api/kernelspecs${url.search}`, url)).then((response) => response.json());
  assert.equal(specs.kernelspecs.tapelab?.spec.display_name, "TypeScript (Tapelab)");
  own.child.kill("SIGTERM");
  await own.closed;
  const made = readdirSync(home).filter((name) => name === "tapelab" || /jupyter|ipython|local/.test(name));
  assert.deepEqual(made, ["tapelab"]);
  assert.match(own.said(), /Made in \d+ s\.\nPrivate JupyterLab: .*\n {2}Undo: tapelab-kernel lab --remove/);
  const { stdout } = spawnSync(process.execPath, [command, "lab", "--remove"], { env: outside, encoding: "utf8" });
  assert.match(stdout, /^Removed the private JupyterLab/);
  assert.deepEqual(readdirSync(join(home, "tapelab")), []);
});
finish("kernel in JupyterLab");

/** `tapelab-kernel lab`; the address holds the server's token. */
function startLab(words, variables) {
  const port = String(48_000 + (process.pid % 1000));
  const { JUPYTER_PATH: _, ...outside } = variables;
  const child = spawn(process.execPath, [command, "lab", ...words, "--no-browser", "--port", port], {
    env: outside,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const address = new Promise((found) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        said += text;
        const [url] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+\/lab\S*token=\w+/.exec(said) ?? [];
        if (url !== undefined) found(new URL(url));
      });
    child.on("close", () => fail(`tapelab-kernel lab ended before it had an address:\n${said}`));
  });
  address.then(() => child.removeAllListeners("close"));
  process.on("exit", () => child.kill("SIGTERM"));
  return { child, address, said: () => said, closed: once(child, "exit") };
}

async function open(name) {
  const url = new URL(`/lab/tree/${name}`, address);
  url.search = address.search;
  await page.goto(url.href);
  // The page opens what was open last, and then the notebook.
  await page.waitForFunction((path) => {
    const widget = globalThis.jupyterapp?.shell.currentWidget;
    return widget?.context?.path === path && widget.sessionContext.session?.kernel?.status === "idle";
  }, name);
  const kernel = await page.evaluate(() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.name);
  assert.equal(kernel, "tapelab");
}

/** Opens a notebook and runs all its cells; none may fail but those that are meant to. */
async function runAll(name) {
  await open(name);
  await page.evaluate(() => jupyterapp.commands.execute("notebook:run-all-cells"));
  await page.waitForFunction(() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === "idle");
  await page.evaluate(() => jupyterapp.commands.execute("docmanager:save"));
  await screenshots(name);
  const cells = await codeCells();
  assert.ok(cells.length > 0);
  for (const { source, count, outputs, tags } of cells) {
    assert.equal(typeof count, "number", `not run: ${source}`);
    const errors = outputs.filter((output) => output.output_type === "error");
    if (!tags.includes("raises-exception")) assert.deepEqual(errors, [], source);
  }
  const drawn = await page.locator(".jp-OutputArea-output").count();
  assert.ok(drawn > 0, "nothing was drawn");
}

function runCell(index) {
  return page.evaluate((at) => {
    jupyterapp.shell.currentWidget.content.activeCellIndex = at;
    return jupyterapp.commands.execute("notebook:run-cell");
  }, index);
}

/** What is seen afterwards was made here. */
function withoutOutputs(path) {
  const notebook = JSON.parse(readFileSync(path, "utf8"));
  for (const cell of notebook.cells)
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  writeFileSync(path, JSON.stringify(notebook));
}

function codeCells() {
  return page.evaluate(() =>
    jupyterapp.shell.currentWidget.content.widgets
      .filter((cell) => cell.model.type === "code")
      .map(({ model }) => ({
        source: model.sharedModel.getSource(),
        count: model.executionCount,
        outputs: model.outputs.toJSON(),
        tags: model.getMetadata("tags") ?? [],
      })),
  );
}

/** The whole notebook, a screen at a time, for somebody to look at. */
async function screenshots(name) {
  const count = await page.evaluate(() => jupyterapp.shell.currentWidget.content.widgets.length);
  for (let at = 0, shot = 1; at < count; at += 6, shot++) {
    await page.evaluate((index) => jupyterapp.shell.currentWidget.content.scrollToItem(index, "start"), at);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(pictures, `${name.replace(".ipynb", "")}-${shot}.png`) });
  }
}

function notebookOf(sources) {
  const cells = sources.map((source, at) => ({
    ...{ cell_type: "code", id: `c${at}`, metadata: {}, source, outputs: [], execution_count: null },
  }));
  const metadata = { kernelspec: { name: "tapelab", display_name: "TypeScript (Tapelab)", language: "typescript" } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}
