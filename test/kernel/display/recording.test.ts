import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { openWorkspace, type Scope } from "tapelab";
import { afterEach, describe, expect, it } from "vitest";
import { type Kernel, type StartOptions, startKernel } from "../client.js";

const folders: string[] = [];
const kernels: Kernel[] = [];

afterEach(async () => {
  for (const kernel of kernels.splice(0)) await kernel.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project with a workspace in it and a folder for notebooks. */
function project(): { root: string; notebooks: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-project-")));
  folders.push(root);
  const notebooks = join(root, "nb");
  mkdirSync(notebooks);
  return { root, notebooks };
}

async function start(root: string, options: StartOptions): Promise<Kernel> {
  const kernel = await startKernel({ ...options, env: { TAPELAB_WORKSPACE: root, ...options.env } });
  kernels.push(kernel);
  return kernel;
}

async function scopesOf(root: string): Promise<Scope[]> {
  return lastValueFrom((await openWorkspace(root)).scopes$({}).pipe(toArray()));
}

const begin = 'import { tape } from "tapelab"; tape.start("life");';

describe("where a capture says it comes from", () => {
  it("is the notebook of Jupyter Server 2, the cell's count and id, and the line in the cell", async () => {
    const { root, notebooks } = project();
    const kernel = await start(root, { cwd: notebooks, env: { JPY_SESSION_NAME: join(notebooks, "01-a.ipynb") } });
    await kernel.execute(begin);
    await kernel.execute("function deep() {\n  const y = 2;\n  tape.capture('in-function', { y });\n}", {
      metadata: { cellId: "c-two" },
    });
    await kernel.execute("const x = 1;\n\nfor (let n = 0; n < 3; n++) {\n  tape.capture('step', { n });\n}\ndeep();", {
      metadata: { cellId: "c-three" },
    });
    await kernel.execute("await tape.finalize('done')");
    const scopes = await scopesOf(root);
    const facts = scopes.map(({ labels, srcFile, srcLine, cellId, cellLine }) => [
      labels[0],
      srcFile,
      srcLine,
      cellId,
      cellLine,
    ]);
    expect(facts).toEqual([
      ["step", "nb/01-a.ipynb", 3, "c-three", 4],
      ["step", "nb/01-a.ipynb", 3, "c-three", 4],
      ["step", "nb/01-a.ipynb", 3, "c-three", 4],
      ["in-function", "nb/01-a.ipynb", 3, "c-three", 3],
    ]);
    expect(scopes[0]?.session.facts).toMatchObject({ script: "nb/01-a.ipynb", line: 1 });
  });

  it("is the notebook's variable of VS Code, a chosen name, the environment, or a name made up once", async () => {
    const { root } = project();
    const kernel = await start(root, { cwd: root });
    await kernel.execute(begin);
    await kernel.execute("tape.capture('a', {})");
    await kernel.execute(`var __vsc_ipynb_file__ = ${JSON.stringify(join(root, "code.ipynb"))}`);
    await kernel.execute("tape.capture('b', {})");
    await kernel.execute('tape.capture("c", {}); tape.source("02-fit.ipynb"); tape.capture("d", {})');
    await kernel.execute("tape.capture('e', {}); await tape.finalize()");
    const other = await start(root, {
      cwd: root,
      env: { TAPELAB_SRC_FILE: "chosen.ipynb", JPY_SESSION_NAME: "/x/y.ipynb" },
    });
    await other.execute(`${begin} tape.capture('f', {}); await tape.finalize()`);
    const files = (await scopesOf(root)).map(({ labels, srcFile }) => [labels[0], srcFile]);
    expect(files).toEqual([
      ["a", expect.stringMatching(/^notebook-[0-9a-f]{8}$/)],
      ["b", "code.ipynb"],
      ["c", "code.ipynb"],
      ["d", "02-fit.ipynb"],
      ["e", "02-fit.ipynb"],
      ["f", "chosen.ipynb"],
    ]);
  });
});
