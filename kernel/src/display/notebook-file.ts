/** The name of the notebook that this kernel runs, as far as anyone has told it. */
import { existsSync } from "node:fs";
import { basename, isAbsolute, resolve } from "node:path";

export interface NotebookFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that the kernel was started in. */
  readonly folder: string;
  /** The kernel's own session id. */
  readonly session: string;
  /** A variable of the notebook. */
  readonly variable: (name: string) => unknown;
}

/** An absolute path where it is known, else a name. */
export function notebookFile({ env, folder, session, variable }: NotebookFacts): string {
  if (env.TAPELAB_SRC_FILE) return env.TAPELAB_SRC_FILE;
  return fromJupyterServer(env.JPY_SESSION_NAME, folder) ?? fromCode(variable) ?? unknownNotebook(session);
}

/** `notebook-` and the first eight characters of the kernel's session: until someone says `tape.source(…)`. */
export function unknownNotebook(session: string): string {
  return `notebook-${session.slice(0, 8)}`;
}

/** Server 2 gives the absolute path; server 1 a path below its root, which the kernel does not know. */
function fromJupyterServer(name: string | undefined, folder: string): string | undefined {
  if (!name?.endsWith(".ipynb")) return undefined;
  if (isAbsolute(name)) return name;
  const near = resolve(folder, name);
  return existsSync(near) ? near : resolve(folder, basename(name));
}

/** VS Code sets a variable in the notebook, or the user does. */
function fromCode(variable: (name: string) => unknown): string | undefined {
  const value = variable("__vsc_ipynb_file__");
  return typeof value === "string" && value !== "" ? value : undefined;
}
