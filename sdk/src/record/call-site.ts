/**
 * Where a capture stands: file and line of the caller outside of Tapelab. Resolved once per call site and interned, so
 * that a capture in a loop costs one lookup and the stage sees the same object again.
 */
import { isAbsolute } from "node:path";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { ScopeContext } from "../value/stage.js";
import { checkScopeLabels } from "./checks.js";
import { type Caller, callerOf } from "./stack.js";

/** A caller that was looked for already; undefined: there is none. */
export interface KnownCaller {
  readonly at: Caller | undefined;
}

/** What the kernel knows about the running cell. The same object for one execution of a cell. */
export interface Source {
  /** An absolute path is named relative to the workspace's folder. */
  readonly srcFile?: string;
  /** Line of a script; execution count of a cell. */
  readonly srcLine?: number;
  readonly cellId?: string;
  readonly cellLine?: number;
}

export type SourceProvider = () => Source | undefined;

let provider: SourceProvider | undefined;

/** Tells from now on, for all sessions of the process, which notebook and cell is running; undefined: scripts again. */
export function setSourceProvider(next: SourceProvider | undefined): void {
  provider = next;
}

let chosenFile: string | undefined;
/** Grows with every choice, so that sessions notice it. */
let choices = 0;

/** The file of all captures from now on, for all sessions of the process: for notebooks that cannot know their name. */
export function setSourceFile(file: string): void {
  if (typeof file !== "string" || file.trim() === "" || file.length > 1_024) {
    const found = typeof file === "string" ? `a text of ${file.length} characters` : `a value of type ${typeof file}`;
    throw new TapelabError(
      "bad-option",
      `source: expected the name of a file, found ${shown(found, 80)}. Nothing was changed. Example: tape.source("02-fit.ipynb").`,
      { option: "file", expected: "the name of a file", found },
    );
  }
  chosenFile = file.trim();
  choices++;
}

export interface CallSiteOptions {
  /** Folder that holds `.tapelab`; files below it are named relative to it. */
  readonly root: string;
  readonly mode: "first" | "each" | "off";
  /** Replaces the file found on the stack (`TAPELAB_SRC_FILE`). */
  readonly srcFile?: string;
}

interface Known {
  readonly names: readonly string[] | undefined;
  readonly context: ScopeContext;
}

const sitesMax = 10_000;
/** A label with more shapes than this has names made by a program: they share a line. */
const shapesMax = 16;

/** The call sites of one session. */
export class CallSites {
  readonly #options: CallSiteOptions;
  /** A context is used again for equal labels and names. */
  readonly #isKept: boolean;
  /** By the label of the capture, and by the whole list when the call gave more labels. */
  readonly #sites = new Map<string, Known[]>();
  readonly #listSites = new Map<string, Known[]>();
  readonly #interned = new Map<string, ScopeContext>();
  #source: Source | undefined;
  #choices = choices;

  constructor(options: CallSiteOptions) {
    this.#options = options;
    this.#isKept = options.mode !== "each";
  }

  /**
   * The context of a capture, interned. With mode `first` the line is looked up once per list of labels, names of the
   * variables (when given) and cell execution, then reused. Throws `bad-label`.
   */
  context(label: string, labels?: readonly string[], variables?: object): ScopeContext {
    const source = provider?.();
    if (source !== this.#source || choices !== this.#choices) this.#forgetCell(source);
    if (this.#options.mode === "each") return this.#intern(this.#resolve(label, labels, source));
    const isSingle = labels === undefined || labels.length === 0;
    if (!isSingle) checkScopeLabels(label, labels);
    const sites = isSingle ? this.#sites : this.#listSites;
    const key = isSingle ? label : JSON.stringify([label, ...labels]);
    let known = sites.get(key);
    if (known !== undefined) {
      for (const site of known) if (hasNames(variables, site.names)) return site.context;
      if (known.length >= shapesMax) return known[0]?.context ?? this.#resolve(label, labels, source);
    } else {
      if (sites.size >= sitesMax) sites.clear();
      known = [];
      sites.set(key, known);
    }
    const context = this.#intern(this.#resolve(label, labels, source));
    known.unshift({ names: variables === undefined ? undefined : namesOf(variables), context });
    return context;
  }

  /** The last context may be used again for equal labels and names: the same cell runs, and not each line is wanted. */
  get isSame(): boolean {
    return this.#isKept && choices === this.#choices && (provider === undefined || provider() === this.#source);
  }

  /** File and line of the caller now, whatever the mode: for the facts of a session. */
  here(known?: KnownCaller): Source {
    const source = provider?.();
    if (source !== undefined) return this.#named(source);
    const caller = known ? known.at : callerOf();
    const srcFile = this.#options.srcFile ?? (caller && namedFrom(this.#options.root, caller.file));
    return this.#named({ srcFile, srcLine: caller?.line });
  }

  /** With the file as scopes name it: the chosen one, else relative to the workspace's folder. */
  #named(source: Source): Source {
    const srcFile = chosenFile ?? source.srcFile;
    if (srcFile === undefined || !isAbsolute(srcFile)) return { ...source, srcFile };
    return { ...source, srcFile: namedFrom(this.#options.root, srcFile) };
  }

  #resolve(label: string, labels: readonly string[] | undefined, source: Source | undefined): ScopeContext {
    const all = checkScopeLabels(label, labels).filter((text) => text !== "");
    if (source !== undefined) return { labels: all, ...this.#named(source) };
    if (this.#options.mode === "off") return { labels: all, ...this.#named({ srcFile: this.#options.srcFile }) };
    return { labels: all, ...this.here() };
  }

  #intern(context: ScopeContext): ScopeContext {
    const { labels, srcFile, srcLine, cellId, cellLine } = context;
    const key = JSON.stringify([labels, srcFile, srcLine, cellId, cellLine]);
    const known = this.#interned.get(key);
    if (known !== undefined) return known;
    if (this.#interned.size >= sitesMax) this.#interned.clear();
    this.#interned.set(key, context);
    return context;
  }

  #forgetCell(source: Source | undefined): void {
    this.#source = source;
    this.#choices = choices;
    this.#sites.clear();
    this.#listSites.clear();
  }
}

/** A file's path relative to the root with `/`; its base name when it lies outside. */
export function namedFrom(root: string, file: string): string {
  const path = file.replaceAll("\\", "/");
  const base = `${root.replaceAll("\\", "/").replace(/\/+$/, "")}/`;
  if (path.startsWith(base)) return path.slice(base.length);
  return path.slice(path.lastIndexOf("/") + 1);
}

/** As `hasNames` goes through them. */
function namesOf(variables: object): string[] {
  const names: string[] = [];
  for (const name in variables) names.push(name);
  return names;
}

/** Are these the names of the variables, in this order? Costs no allocation. */
function hasNames(variables: object | undefined, names: readonly string[] | undefined): boolean {
  if (variables === undefined || names === undefined) return variables === undefined || names === undefined;
  let index = 0;
  for (const name in variables) if (name !== names[index++]) return false;
  return index === names.length;
}
