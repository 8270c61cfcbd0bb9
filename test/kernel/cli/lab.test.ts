import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tapelabKernel, temporaryFolder } from "./run-kernel-command.js";

/** A machine of one's own: nothing on the PATH but these programs, nothing in the home folder. */
function machine(programs: Readonly<Record<string, string>>): { home: string; env: Record<string, string> } {
  const home = temporaryFolder();
  const path = temporaryFolder();
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
  }
  const env = { PATH: path, HOME: home, XDG_DATA_HOME: "", JUPYTER_DATA_DIR: "", JUPYTER_PATH: "" };
  return { home, env };
}

/** A `jupyter` that writes down how it was called. */
const jupyter = 'if [ "$2" = --version ]; then echo 4.9.9; else echo "$@" > called; fi';
const kernels = (home: string): string => join(home, ".local/share/jupyter/kernels");

describe("tapelab-kernel lab", () => {
  it("tells the user's own JupyterLab about the kernel, and gives an empty folder a notebook", async () => {
    const { home, env } = machine({ jupyter });
    const folder = join(home, "new", "folder");
    const { code, err } = await tapelabKernel(["lab", folder, "--no-browser", "--port", "9999"], { env });
    expect(code).toBe(0);
    expect(err).toBe(
      [
        "Using your JupyterLab 4.9.9 (jupyter lab).",
        `Told it about this kernel: ${join(kernels(home), "tapelab")}`,
        "  Undo: tapelab-kernel uninstall",
        `The folder had no notebook; made one to begin with: ${join(folder, "first-tape.ipynb")}`,
        "  Undo: delete it",
        "Starting JupyterLab. Stop it with Ctrl-C.",
        "",
      ].join("\n"),
    );
    expect(readFileSync(join(folder, "called"), "utf8")).toMatch(
      /^lab --no-browser --port=9999 (--allow-root )?first-tape\.ipynb\n$/,
    );
    expect(JSON.parse(readFileSync(join(folder, "first-tape.ipynb"), "utf8")).nbformat).toBe(4);
  });

  it("makes nothing the second time, and opens the notebook that is named", async () => {
    const { home, env } = machine({ jupyter });
    writeFileSync(join(home, "mine.ipynb"), "{}");
    await tapelabKernel(["lab", home], { env });
    const before = readFileSync(join(kernels(home), "tapelab/kernel.json"), "utf8");
    const { err } = await tapelabKernel(["lab", join(home, "mine.ipynb")], { env });
    expect(err).toBe("Using your JupyterLab 4.9.9 (jupyter lab).\nStarting JupyterLab. Stop it with Ctrl-C.\n");
    expect(readFileSync(join(home, "called"), "utf8")).toMatch(/mine\.ipynb\n$/);
    expect(readFileSync(join(kernels(home), "tapelab/kernel.json"), "utf8")).toBe(before);
    expect(readdirSync(home).filter((name) => name.endsWith(".ipynb"))).toEqual(["mine.ipynb"]);
  });

  it("leaves another program's kernel alone", async () => {
    const { home, env } = machine({ jupyter });
    mkdirSync(join(kernels(home), "tapelab"), { recursive: true });
    writeFileSync(join(kernels(home), "tapelab/kernel.json"), "{}");
    const { code, err } = await tapelabKernel(["lab", home], { env });
    expect(code).toBe(1);
    expect(err).toContain("Nothing was changed.");
    expect(readFileSync(join(kernels(home), "tapelab/kernel.json"), "utf8")).toBe("{}");
    expect(existsSync(join(home, "called"))).toBe(false);
  });

  it("says when JupyterLab itself fails", async () => {
    const { home, env } = machine({ jupyter: 'if [ "$2" = --version ]; then echo 4.9.9; else exit 7; fi' });
    expect((await tapelabKernel(["lab", home], { env })).code).toBe(1);
  });
});

describe("tapelab-kernel lab without JupyterLab", () => {
  it("says what is missing where there is no Python, and changes nothing", async () => {
    const { home, env } = machine({});
    const { code, err } = await tapelabKernel(["lab", join(home, "folder")], { env });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^JupyterLab needs Python 3\.10 or newer, and there is none on the PATH\. Nothing was changed\./,
    );
    expect(readdirSync(home)).toEqual([]);
  });

  it("removes what it had begun when Python cannot make an environment, and shows why", async () => {
    const python3 = 'if [ "$1" = -m ] && [ "$2" = venv ]; then echo "ensurepip is not available"; exit 1; fi';
    const { home, env } = machine({ python3 });
    const { code, err } = await tapelabKernel(["lab", home], { env });
    expect(code).toBe(1);
    expect(err).toContain("    ensurepip is not available\n");
    expect(err).toContain("apt install python3-venv");
    expect(existsSync(join(home, ".local/share/tapelab/jupyter"))).toBe(false);
  });

  it("has nothing to remove when it made nothing", async () => {
    const { env } = machine({});
    const { code, out } = await tapelabKernel(["lab", "--remove"], { env });
    expect([code, out.startsWith("There is no private JupyterLab to remove: ")]).toEqual([0, true]);
  });

  it("refuses what cannot be opened", async () => {
    const { home, env } = machine({ jupyter });
    const missing = await tapelabKernel(["lab", join(home, "no.ipynb")], { env });
    expect([missing.code, missing.err]).toEqual([
      1,
      `There is no notebook ${join(home, "no.ipynb")}. Nothing was started.\n`,
    ]);
    expect((await tapelabKernel(["lab", home, "--port", "70000"], { env })).code).toBe(2);
    expect(existsSync(kernels(home))).toBe(false);
  });
});
