/** The stage: scopes that are captured and not yet in a commit, with the marks and metadata for captures to come. */
import { limits } from "../base/limits.js";
import { checkOptions } from "../base/options.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { type Mark, type ScopeExtras, StageRows, type TakenRows } from "../value/stage.js";
import { checkDrop } from "./checks.js";
import { assertTree, cleanMeta, type Meta, type SecretTest } from "./meta.js";
import type { SessionDeps } from "./session-options.js";

/** In the order of the format. */
const levels: readonly string[] = ["given", "cell", "global", "shared"];

export interface MarkOptions {
  /** The mark lives as long as the session. Default: until the stage is next taken into a commit. */
  readonly sticky?: boolean;
}

/**
 * What will be in the next commit.
 *
 * @example
 * tape.stage.blob("field", { sticky: true }); // from now on: stored once, by content
 * tape.stage.meta({ note: "before the kick" }); // for the next capture alone
 */
export class Stage {
  readonly #rows: StageRows;
  readonly #isSecret: SecretTest;
  #marks = new Map<string, { readonly mark: Mark; readonly isSticky: boolean }>();
  #current: ReadonlyMap<string, Mark> | undefined;
  #meta: Meta | undefined;

  constructor(rows: StageRows, isSecret: SecretTest) {
    this.#rows = rows;
    this.#isSecret = isSecret;
  }

  /** Scopes on the stage. */
  get size(): number {
    return this.#rows.rows;
  }

  /** No mark and no metadata waits for the next capture. */
  get isPlain(): boolean {
    return this.#meta === undefined && this.#marks.size === 0;
  }

  /** Scopes on the stage, or those that may have the label. */
  count(label?: string): number {
    const isThere = label === undefined || this.#rows.peek().some(({ labels }) => labels.includes(label));
    return isThere ? this.#rows.rows : 0;
  }

  /** Labels and variable names of what is staged. */
  get scopes(): readonly { readonly labels: readonly string[]; readonly names: readonly string[] }[] {
    return this.#rows.peek();
  }

  /** Stores these variables in the commit itself, however large. */
  inline(...names: readonly (string | MarkOptions)[]): void {
    this.#mark("inline", names);
  }

  /** Stores these variables as blobs: once, by content. */
  blob(...names: readonly (string | MarkOptions)[]): void {
    this.#mark("blob", names);
  }

  /** Stores only the hash of these variables. */
  hash(...names: readonly (string | MarkOptions)[]): void {
    this.#mark("hash", names);
  }

  /** Stores of these variables that they were there, and no value. */
  void(...names: readonly (string | MarkOptions)[]): void {
    this.#mark("void", names);
  }

  /** Takes marks away. */
  unmark(...names: readonly string[]): void {
    for (const name of names) this.#marks.delete(name);
    this.#current = undefined;
  }

  /** Metadata for the next capture alone; several calls are merged. Values are JSON trees, 64 KiB together. */
  meta(values: object): void {
    assertTree(values, "the next scope");
    const meta = cleanMeta({ ...this.#meta, ...values }, this.#isSecret, "the next scope");
    const sizeBytes = Buffer.byteLength(JSON.stringify(meta));
    if (sizeBytes > limits.scopeMetaBytes) {
      const text = `The metadata for the next scope has ${sizeBytes} bytes, more than ${limits.scopeMetaBytes}. It was not taken. Capture large values as variables.`;
      throw new TapelabError("meta-too-large", text, { sizeBytes, limitBytes: limits.scopeMetaBytes });
    }
    this.#meta = meta;
  }

  /** Forgets the metadata that waits for the next capture. */
  clearMeta(): void {
    this.#meta = undefined;
  }

  /** Takes the newest scopes off the stage; returns how many. */
  drop(count: number | "all" = "all"): number {
    return this.#rows.drop(checkDrop(count));
  }

  /** What a capture has to know besides its values; undefined when there is nothing. Empties the buffered metadata. */
  extras(own: CaptureExtras | undefined, level: number): ScopeExtras | undefined {
    const hasOwn = own !== undefined && (own.meta ?? own.units ?? own.blob ?? own.hash ?? own.levels) !== undefined;
    if (!hasOwn && level === 0 && this.#meta === undefined && this.#marks.size === 0) return undefined;
    return {
      meta: this.#mergedMeta(own?.meta),
      marks: this.#mergedMarks(own),
      units: own?.units,
      level,
      levels: own?.levels && new Map(Object.entries(own.levels).map(([name, of]) => [name, levels.indexOf(of)])),
    };
  }

  /** The capture went through: buffered metadata is used up. */
  captured(): void {
    this.#meta = undefined;
  }

  /** Empties the stage. What cannot be encoded is put back; else `taken` follows. */
  take(include?: (labels: readonly string[], name: string) => boolean): TakenRows {
    return this.#rows.take(include);
  }

  /** The scopes are in a commit: marks that are not sticky end. */
  taken(): void {
    for (const [name, { isSticky }] of this.#marks) if (!isSticky) this.#marks.delete(name);
    this.#current = undefined;
  }

  #mergedMeta(own: object | undefined): Meta | undefined {
    if (own === undefined) return this.#meta;
    assertTree(own, "the scope");
    return cleanMeta({ ...this.#meta, ...own }, this.#isSecret, "the scope");
  }

  #mergedMarks(own: CaptureExtras | undefined): ReadonlyMap<string, Mark> | undefined {
    this.#current ??= new Map([...this.#marks].map(([name, { mark }]) => [name, mark]));
    if (own?.blob === undefined && own?.hash === undefined) return this.#current.size > 0 ? this.#current : undefined;
    const marks = new Map(this.#current);
    for (const name of own.blob ?? []) marks.set(name, "blob");
    for (const name of own.hash ?? []) marks.set(name, "hash");
    return marks;
  }

  #mark(mark: Mark, args: readonly (string | MarkOptions)[]): void {
    const last = args.at(-1);
    if (typeof last === "object" && last !== null)
      checkOptions(`stage.${mark}`, last, ["sticky"], "Nothing was marked.");
    const isSticky = typeof last === "object" && last?.sticky === true;
    for (const name of args) {
      if (typeof name === "object" && name !== null && name === last) continue;
      if (typeof name !== "string" || name === "") {
        const found = shown(String(name), 60);
        const text = `stage.${mark} takes names of variables and {sticky} as last argument, found ${found}. Nothing was marked.`;
        throw new TapelabError("bad-option", text, { option: mark, expected: "names of variables", found });
      }
    }
    for (const name of args) if (typeof name === "string") this.#marks.set(name, { mark, isSticky });
    this.#current = undefined;
  }
}

/** The rows of a session's stage, as its settings have them. */
export function stageRows(
  { settings, blobs }: Pick<SessionDeps, "settings" | "blobs">,
  isRedacted: SecretTest,
): StageRows {
  const inlineMaxBytes = settings.get("record.inline_max_bytes");
  return new StageRows({ inlineMaxBytes, isRedacted, putBlob: (bytes) => blobs.startWriting(bytes) });
}

/** The part of a capture's options that concerns how values are stored. */
export interface CaptureExtras {
  readonly meta?: object;
  readonly blob?: readonly string[];
  readonly hash?: readonly string[];
  readonly units?: Readonly<Record<string, string>>;
  /** For hosts such as a notebook kernel: where variables come from that the user did not give in the call. */
  readonly levels?: Readonly<Record<string, "cell" | "global">>;
}
