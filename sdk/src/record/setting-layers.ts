/** Where settings come from: JSON files and the environment, each folded into one flat map of dotted keys. */
import { type Disk, runNow } from "../base/disk.js";
import { isCode, readSmall } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { foundSetting, type SettingLayer } from "./setting-types.js";

/** One value of one layer and where it was written. */
export interface SettingEntry {
  readonly value: unknown;
  readonly origin: string;
}

/** A settings file, read. */
export interface SettingFile {
  readonly path: string;
  readonly text: string;
}

const fileBytesMax = 1024 * 1024;
const keyForm = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*$/;

/** `TAPELAB_` names of the environment that are no settings. */
const otherNames: ReadonlySet<string> = new Set(
  "WORKSPACE HOME SRC_FILE KEEP_ALIVE ATTEMPT CONTEXT INDEX LAUNCH RUN".split(" ").map((name) => `TAPELAB_${name}`),
);

/** The settings file at a path; undefined when there is none. */
export function readSettingFile(disk: Disk, path: string, layer: SettingLayer): SettingFile | undefined {
  try {
    const bytes = runNow(disk, readSmall(path, fileBytesMax));
    return bytes && { path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    const found = isCode(error, "EFBIG") ? `more than ${fileBytesMax} bytes` : "something that cannot be read";
    throw badFile({ path, text: "" }, layer, undefined, "a regular JSON file in UTF-8", found, error);
  }
}

/** The flat settings of a file: nested objects and dotted keys are the same thing. */
export function flattenSettingFile(file: SettingFile, layer: SettingLayer): ReadonlyMap<string, SettingEntry> {
  const flat = new Map<string, SettingEntry>();
  if (file.text.trim() === "") return flat;
  let root: unknown;
  try {
    root = JSON.parse(file.text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw badFile(file, layer, undefined, "JSON", "text that does not parse", cause);
  }
  if (!isTree(root)) throw badFile(file, layer, undefined, "a JSON object", foundSetting(root));
  flattenInto(flat, root, "", file, layer);
  for (const key of flat.keys()) {
    const parent = parentsOf(key).find((candidate) => flat.has(candidate));
    if (parent !== undefined) throw collision(file, layer, parent);
  }
  return flat;
}

/** The settings in the environment: `TAPELAB_A__B_C` is `a.b_c`. */
export function settingsOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, SettingEntry> {
  const flat = new Map<string, SettingEntry>();
  for (const name of Object.keys(env).sort()) {
    const value = env[name];
    if (value === undefined || !/^TAPELAB_[A-Z]/.test(name) || otherNames.has(name)) continue;
    const key = name.slice("TAPELAB_".length).toLowerCase().replaceAll("__", ".");
    if (keyForm.test(key)) flat.set(key, { value, origin: name });
  }
  return flat;
}

/** The name of a key in the environment. */
export function environmentName(key: string): string {
  return `TAPELAB_${key.toUpperCase().replaceAll(".", "__")}`;
}

/** May a setting have this key? snake_case, with dots. */
export function isSettingKey(key: string): boolean {
  return key.length <= 256 && keyForm.test(key);
}

/** A tree given in code (`start({settings})`), flat. */
export function flattenSettings(tree: object, layer: SettingLayer, origin: string): ReadonlyMap<string, SettingEntry> {
  const flat = new Map<string, SettingEntry>();
  flattenInto(flat, tree as Readonly<Record<string, unknown>>, "", { path: origin, text: "" }, layer);
  return flat;
}

function flattenInto(
  flat: Map<string, SettingEntry>,
  tree: Readonly<Record<string, unknown>>,
  prefix: string,
  file: SettingFile,
  layer: SettingLayer,
): void {
  for (const name of Object.keys(tree)) {
    const key = prefix + name;
    const value = tree[name];
    if (!isSettingKey(key))
      throw badFile(file, layer, key, "a key in snake_case with dots", shown(JSON.stringify(key), 80));
    if (isTree(value)) {
      flattenInto(flat, value, `${key}.`, file, layer);
      continue;
    }
    if (flat.has(key)) throw collision(file, layer, key);
    flat.set(key, { value, origin: file.path });
  }
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parentsOf(key: string): string[] {
  const words = key.split(".");
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join("."));
}

function collision(file: SettingFile, layer: SettingLayer, key: string): TapelabError<"bad-settings"> {
  return badFile(file, layer, key, "one value", "the key twice, nested and dotted");
}

function badFile(
  file: SettingFile,
  layer: SettingLayer,
  key: string | undefined,
  expected: string,
  found: string,
  cause?: unknown,
): TapelabError<"bad-settings"> {
  const where = key === undefined ? "The settings" : `The setting ${shown(key, 80)}`;
  return new TapelabError(
    "bad-settings",
    `${where} in the ${layer} layer cannot be used: expected ${expected}, found ${found}. No session was started with it. Correct ${file.path}`,
    { key, layer, origin: file.path, expected, found },
    cause === undefined ? undefined : { cause },
  );
}
