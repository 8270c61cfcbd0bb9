/** `tapelab-kernel install`, `uninstall` and `spec`: what Jupyter knows of the kernel. */
import { join } from "node:path";
import { type Given, UsageError } from "tapelab/host";
import { CliError } from "./cli-error.js";
import { occupantOf, removeSpec, type SpecOptions, specText, writeSpec } from "./kernelspec.js";
import type { Output } from "./output.js";
import { kernelsFolder } from "./places.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function install(given: Given, output: Output): Promise<ExitCode> {
  const name = nameOf(given);
  const options = specOptions(given);
  const folder = join(kernelsFolder(given), name);
  if (occupantOf(folder) === "foreign" && !given.flag("force"))
    throw new CliError(
      `There is a kernel "${name}" that another program made. Nothing was changed. ` +
        `Choose another --name, or replace it with --force.\n  ${folder}`,
    );
  writeSpec(folder, specText(options));
  output.lines(`Installed the kernel "${name}": ${folder}`);
  if (/[\\/]_npx[\\/]/.test(__dirname))
    output.note(
      "The kernel lies in npx's cache, which npm may empty. To keep it: npm install --global tapelab-kernel,",
      "then tapelab-kernel install.",
    );
  output.note(`Undo: tapelab-kernel uninstall${placeWords(given)}`);
  return EXIT.clean;
}

export async function uninstall(given: Given, output: Output): Promise<ExitCode> {
  const name = nameOf(given);
  const folder = join(kernelsFolder(given), name);
  const occupant = occupantOf(folder);
  if (occupant === "none") {
    output.lines(`There is no kernel "${name}" to remove: ${folder}`);
    return EXIT.clean;
  }
  if (occupant === "foreign")
    throw new CliError(`The kernel "${name}" was made by another program. Nothing was removed.\n  ${folder}`);
  const left = removeSpec(folder);
  output.lines(`Removed the kernel "${name}": ${folder}`);
  if (left.length > 0) output.note(`The folder stays; these are not ours: ${left.join(", ")}`);
  return EXIT.clean;
}

export async function spec(given: Given, output: Output): Promise<ExitCode> {
  output.lines(specText(specOptions(given)).trimEnd());
  return EXIT.clean;
}

function nameOf(given: Given): string {
  const name = given.text("name") ?? "tapelab";
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name))
    throw new UsageError(`--name expects small letters, digits and . _ - only, found ${JSON.stringify(name)}.`);
  return name;
}

function specOptions(given: Given): SpecOptions {
  const env: Record<string, string> = {};
  for (const pair of given.texts("env")) {
    const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined) throw new UsageError(`--env expects NAME=VALUE, found ${JSON.stringify(pair)}.`);
    env[key] = value!;
  }
  const displayName = given.text("display-name");
  return { env, ...(displayName !== undefined && { displayName }) };
}

function placeWords(given: Given): string {
  const name = given.text("name");
  const place = given.flag("sys-prefix")
    ? " --sys-prefix"
    : given.text("prefix") && ` --prefix ${given.text("prefix")}`;
  return `${place ?? ""}${name === undefined ? "" : ` --name ${name}`}`;
}
