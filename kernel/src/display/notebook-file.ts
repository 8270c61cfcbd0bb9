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

export interface NotebookName {
  /** An absolute path where it is known, else a name. */
  readonly srcFile: string;
  /** Nobody has told it: `notebook-` and the first eight characters of the kernel's session. */
  readonly isGuessed: boolean;
}

export function notebookFile({ env, folder, session, variable }: NotebookFacts): NotebookName {
  const told = env.TAPELAB_SRC_FILE || (fromJupyterServer(env.JPY_SESSION_NAME, folder) ?? fromCode(variable));
  return { srcFile: told ?? `notebook-${session.slice(0, 8)}`, isGuessed: told === undefined };
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
