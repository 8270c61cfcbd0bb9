/** `tapelab-kernel lab`: from nothing to a notebook in JupyterLab, with one command. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Given, UsageError } from "tapelab/host";
import { CliError } from "./cli-error.js";
import { findJupyterLab, type JupyterLab } from "./jupyter.js";
import { kernelMain, occupantOf, readSpec, specText, writeSpec } from "./kernelspec.js";
import type { Output } from "./output.js";
import { jupyterDataFolder } from "./places.js";
import { openPrivateLab, privateFolder, removePrivateLab } from "./private-lab.js";
import { STARTER_NAME, writeStarter } from "./starter.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function lab(given: Given, output: Output): Promise<ExitCode> {
  if (given.flag("remove")) return remove(output);
  const port = given.count("port");
  if (port !== undefined && port > 65_535) throw new UsageError(`--port expects 1 to 65535, found ${port}.`);
  const place = placeOf(given.positionals[0] ?? ".");
  output.progress("looking for JupyterLab");
  const own = given.flag("private") ? undefined : findJupyterLab();
  if (own) register(own, output);
  const jupyter = own ?? (await openPrivateLab(output));
  if (!own) output.note(`Private JupyterLab: ${privateFolder()}`, "  Undo: tapelab-kernel lab --remove");
  const words = [...(given.flag("no-browser") ? ["--no-browser"] : []), ...(port ? [`--port=${port}`] : [])];
  return start(jupyter, openWhat(place, output), words, output);
}

interface Place {
  readonly folder: string;
  readonly notebook?: string;
}

function placeOf(path: string): Place {
  const full = resolve(path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat?.isFile()) return { folder: dirname(full), notebook: basename(full) };
  if (!stat && full.endsWith(".ipynb")) throw new CliError(`There is no notebook ${full}. Nothing was started.`);
  return { folder: full };
}

/** The kernel in the Jupyter that the user has. Whatever another program put there stays. */
function register({ version, command }: JupyterLab, output: Output): void {
  const folder = join(jupyterDataFolder(process.env, process.platform), "kernels", "tapelab");
  const occupant = occupantOf(folder);
  output.note(`Using your JupyterLab ${version} (${command.join(" ")}).`);
  if (occupant === "foreign")
    throw new CliError(
      `Another program has a kernel named "tapelab" there. Nothing was changed. ` +
        `Use a private JupyterLab (--private), or replace it: tapelab-kernel install --force\n  ${folder}`,
    );
  if (occupant === "ours" && readSpec(folder)?.argv?.includes(kernelMain)) return;
  writeSpec(folder, specText({}));
  output.note(`Told it about this kernel: ${folder}`, "  Undo: tapelab-kernel uninstall");
}

/** A notebook to begin with, where the folder has none. */
function openWhat(place: Place, output: Output): Place {
  mkdirSync(place.folder, { recursive: true });
  if (place.notebook !== undefined) return place;
  if (readdirSync(place.folder).some((name) => name.endsWith(".ipynb"))) return place;
  if (!writeStarter(place.folder)) return place;
  const path = join(place.folder, STARTER_NAME);
  output.note(`The folder had no notebook; made one to begin with: ${path}`, "  Undo: delete it");
  return { folder: place.folder, notebook: STARTER_NAME };
}

async function start(
  { command, env }: JupyterLab,
  { folder, notebook }: Place,
  words: readonly string[],
  output: Output,
): Promise<ExitCode> {
  // In a container everybody is root, and Jupyter refuses to start without being told.
  const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const opened = notebook === undefined ? [] : [notebook];
  const [program = "", ...first] = command;
  output.note("Starting JupyterLab. Stop it with Ctrl-C.");
  const child = spawn(program, [...first, ...words, ...asRoot, ...opened], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  // The terminal sends Ctrl-C to both; Jupyter asks what to do, and we end when it ends.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return code === 0 || signal !== null ? EXIT.clean : EXIT.failed;
}

function remove(output: Output): ExitCode {
  const folder = privateFolder();
  if (removePrivateLab()) output.lines(`Removed the private JupyterLab: ${folder}`);
  else output.lines(`There is no private JupyterLab to remove: ${folder}`);
  return EXIT.clean;
}
