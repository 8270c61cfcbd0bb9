/** A JupyterLab of our own, in a virtual environment that no other program sees. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CliError } from "./cli-error.js";
import type { JupyterLab } from "./jupyter.js";
import { specText, writeSpec } from "./kernelspec.js";
import type { Output } from "./output.js";
import { belowPrefix } from "./places.js";

const JUPYTERLAB = "4.6.6";
/** Written last, so that an environment whose making was interrupted is not taken for a whole one. */
const STAMP = "made-by-tapelab-kernel";

export function privateFolder(): string {
  const { LOCALAPPDATA, XDG_DATA_HOME } = process.env;
  const home = homedir();
  if (process.platform === "darwin") return join(home, "Library", "Application Support", "tapelab", "jupyter");
  if (process.platform === "win32") return join(LOCALAPPDATA || join(home, "AppData", "Local"), "tapelab", "jupyter");
  return join(XDG_DATA_HOME || join(home, ".local", "share"), "tapelab", "jupyter");
}

/** The private JupyterLab with the kernel in it; made when it is not there. */
export async function openPrivateLab(output: Output): Promise<JupyterLab> {
  const folder = privateFolder();
  if (!existsSync(join(folder, STAMP))) await make(folder, output);
  writeSpec(join(belowPrefix(folder), "tapelab"), specText({}));
  const settings = join(folder, "settings");
  return {
    command: [programIn(folder, "python"), "-m", "jupyterlab"],
    version: JUPYTERLAB,
    env: {
      JUPYTER_CONFIG_DIR: join(settings, "config"),
      JUPYTER_DATA_DIR: join(settings, "data"),
      JUPYTER_RUNTIME_DIR: join(settings, "runtime"),
      IPYTHONDIR: join(settings, "ipython"),
    },
  };
}

/** Removes the private JupyterLab; false when there is none. */
export function removePrivateLab(): boolean {
  const folder = privateFolder();
  const isThere = existsSync(folder);
  rmSync(folder, { recursive: true, force: true });
  return isThere;
}

async function make(folder: string, output: Output): Promise<void> {
  const python = findPython();
  output.note(
    "There is no JupyterLab here. Making a private one, about 250 MB; nothing else is changed.",
    `  ${folder}`,
  );
  const started = performance.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    output.progress("making the Python environment");
    await run(python, ["-m", "venv", folder], VENV_HELP, () => undefined);
    let packages = 0;
    const pip = ["-m", "pip", "install", "--progress-bar", "off", `jupyterlab==${JUPYTERLAB}`];
    await run(programIn(folder, "python"), pip, PIP_HELP, (line) => {
      const [, name] = /^Collecting ([\w.-]+)/.exec(line) ?? [];
      if (name !== undefined) output.progress(`fetching JupyterLab: package ${++packages}, ${name}`);
      else if (line.startsWith("Installing")) output.progress(`installing ${packages} packages`);
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(join(folder, STAMP), `jupyterlab ${JUPYTERLAB}\n`);
  output.note(`Made in ${Math.round((performance.now() - started) / 1000)} s.`);
}

const OTHER_WAYS = "Without Python there is still: tapelab-kernel run NOTEBOOK, and VS Code.";
const VENV_HELP = `On Debian and Ubuntu: apt install python3-venv. ${OTHER_WAYS}`;
const PIP_HELP = "Is the network there? pip's own settings (PIP_INDEX_URL, a proxy) apply.";

function findPython(): string {
  for (const python of ["python3", "python"]) {
    const check = "import sys; sys.exit(sys.version_info < (3, 10))";
    if (spawnSync(python, ["-c", check]).status === 0) return python;
  }
  throw new CliError(
    `JupyterLab needs Python 3.10 or newer, and there is none on the PATH. Nothing was changed. ${OTHER_WAYS}`,
  );
}

function programIn(folder: string, name: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", `${name}.exe`) : join(folder, "bin", name);
}

/** Runs a program to its end; its last words are shown when it fails. */
async function run(
  program: string,
  args: readonly string[],
  help: string,
  onLine: (line: string) => void,
): Promise<void> {
  const child: ChildProcess = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      onLine(line);
    });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (code === 0) return;
  throw new CliError(
    [
      `${[program, ...args.slice(0, 3)].join(" ")} failed (${signal ?? `exit code ${code}`}). What it had made was removed.`,
      ...said.slice(-8).map((line) => `    ${line}`),
      help,
    ].join("\n"),
  );
}
