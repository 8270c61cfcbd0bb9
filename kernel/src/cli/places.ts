/** Where Jupyter looks for kernels, found without Python where that is possible. */
import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Given } from "tapelab/host";
import { CliError } from "./cli-error.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder that holds the folders of kernels, as the options --user, --sys-prefix and --prefix choose it. */
export function kernelsFolder(given: Given): string {
  const chosen = given.oneOf("user", "sys-prefix", "prefix");
  if (chosen === "prefix") return belowPrefix(resolve(given.text("prefix")!));
  if (chosen === "sys-prefix") return belowPrefix(pythonPrefix());
  return join(jupyterDataFolder(process.env, process.platform), "kernels");
}

export function belowPrefix(prefix: string): string {
  return join(prefix, "share", "jupyter", "kernels");
}

/** Jupyter's folder for the data of one user; the same rules as jupyter_core. */
export function jupyterDataFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = homedir();
  const ownFolders = /^(?!no$|n$|false$|off$|0$|0\.0$).+/i.test(env.JUPYTER_PLATFORM_DIRS ?? "");
  if (env.JUPYTER_DATA_DIR) return resolve(env.JUPYTER_DATA_DIR);
  if (platform === "darwin")
    return join(home, "Library", ownFolders ? join("Application Support", "jupyter") : "Jupyter");
  if (platform === "win32") {
    if (ownFolders) return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "jupyter");
    return env.APPDATA ? join(env.APPDATA, "jupyter") : join(home, ".jupyter", "data");
  }
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** The prefix of the environment that `python3` belongs to. */
function pythonPrefix(): string {
  for (const python of ["python3", "python"]) {
    const { stdout, status } = spawnSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" });
    if (status === 0 && stdout.trim() !== "") return stdout.trim();
  }
  throw new CliError(
    "--sys-prefix asks python3 for its folder, and there is no python3 on the PATH. Nothing was written. " +
      "Activate the Python environment first, or name its folder: --prefix DIR.",
  );
}
