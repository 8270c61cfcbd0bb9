/** The JupyterLab of the user, where there is one. */
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { jupyterDataFolder } from "./places.js";

export interface JupyterLab {
  /** Words that start JupyterLab; its options follow. */
  readonly command: readonly string[];
  readonly version: string;
  /** Variables that keep a private one to itself. */
  readonly env?: Readonly<Record<string, string>>;
}

const WAYS: readonly (readonly string[])[] = [
  ["jupyter", "lab"],
  ["python3", "-m", "jupyterlab"],
];

/** Asks the programs on the PATH; undefined when none of them is a JupyterLab. */
export function findJupyterLab(): JupyterLab | undefined {
  for (const command of WAYS) {
    const [program = "", ...words] = command;
    const { status, stdout } = spawnSync(program, [...words, "--version"], { encoding: "utf8", timeout: 60_000 });
    const version = /^\d+\.\d+\S*/m.exec(stdout ?? "")?.[0];
    if (status === 0 && version !== undefined) return { command, version };
  }
  return undefined;
}

/** Folders of data that Jupyter looks through, as far as they can be known without asking Python. */
export function jupyterPaths(): string[] {
  const listed = (process.env.JUPYTER_PATH ?? "").split(delimiter).filter((path) => path !== "");
  return [...listed, jupyterDataFolder(process.env, process.platform)];
}
