/**
 * One recorded scope, as a reader gets it: a place in a decoded commit. Nothing is decoded, copied or built before it
 * is asked for, so a stream of a million scopes costs little more than the values that are looked at.
 */
import type { Table } from "apache-arrow";
import type { Column } from "tapelab-proto";
import { bareText, showAs, valueFace } from "../base/console.js";
import { near, shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { RowContext, Stored } from "../value/decode.js";
import { typeText } from "../value/kinds.js";
import { isStandIn, standIn } from "../value/stand-in.js";
import { type BindSpec, type Bound, bindNames, bindTarget, convert, lossy } from "./bind.js";
import { blobValue, blobValueNow } from "./blob-values.js";
import type { CommitFacts } from "./commit-facts.js";
import type { StripRows } from "./commit-rows.js";
import type { SessionInfo } from "./session-info.js";
import { scopeTableOf } from "./tabular.js";

/** How a variable is stored, and what is known of it without reading it. */
export interface VariableInfo {
  readonly name: string;
  readonly storage: "inline" | "blob" | "hash" | "void";
  /** The full type, as recorded: `Float64Array[100]`, `Lorenz`, `Map<string,number>`. */
  readonly type: string;
  /** The type for displays: at most 50 characters. */
  readonly typeShort: string;
  readonly level: "given" | "cell" | "global" | "shared";
  readonly unit?: string;
  /** sha256 of a blob's bytes, or the hash of a hashed value. */
  readonly hash?: string;
  /** Size of a blob. */
  readonly sizeBytes?: number;
  /** Why a void variable has no value. */
  readonly reason?: string;
}

/** Number of further sessions that match, told by `latestScope`. */
const others = new WeakMap<Scope, number>();

export class Scope {
  readonly #strip: StripRows;
  readonly #row: number;
  /** Place in its commit, from 0. */
  readonly index: number;
  #vars: Readonly<Record<string, unknown>> | undefined;

  /** @internal Scopes come from a tape. */
  constructor(strip: StripRows, row: number, index: number) {
    this.#strip = strip;
    this.#row = row;
    this.index = index;
    this.#vars = undefined;
  }

  /** `<tape id>:c<sequence>:s<n>`, n from 1. Stable through rewrite, sync and archive. */
  get uid(): string {
    return `${this.#strip.commit.uid}:s${this.index + 1}`;
  }
  get sequence(): number {
    return this.#strip.commit.sequence;
  }
  get session(): SessionInfo {
    return this.#strip.commit.session;
  }
  /** The commit it belongs to. */
  get commit(): CommitFacts {
    return this.#strip.commit;
  }
  get labels(): readonly string[] {
    return this.#strip.labelsOf(this.#row);
  }
  get srcFile(): string | undefined {
    return this.#context.srcFile;
  }
  get srcLine(): number | undefined {
    return this.#context.srcLine;
  }
  get cellId(): string | undefined {
    return this.#context.cellId;
  }
  get cellLine(): number | undefined {
    return this.#context.cellLine;
  }
  /** Milliseconds since 1970, with fraction. Undefined when scope times were switched off; the commit has one always. */
  get time(): number | undefined {
    const ns = this.timeNs;
    return ns === undefined ? undefined : Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6;
  }
  /** Nanoseconds since 1970, exact. */
  get timeNs(): bigint | undefined {
    return this.#strip.ownTimeNsOf(this.#row);
  }
  /** Metadata that the user gave this scope. */
  get meta(): Readonly<Record<string, unknown>> {
    return this.#strip.metaOf(this.#row) ?? {};
  }
  /** How many further sessions hold a scope that matches; only known of a scope from `latestScope`. */
  get otherSessions(): number {
    return others.get(this) ?? 0;
  }
  /** Names of its variables, in the order of their capture. */
  get names(): readonly string[] {
    return this.#strip.namesOf(this.#row);
  }
  has(name: string): boolean {
    return this.#strip.stored(name, this.#row).kind !== "absent";
  }

  /**
   * The values stored inline, by name, read when first asked for. What is stored as blob, hash or void is not in it:
   * `names` lists everything, `value(name)` resolves everything, `console.log(scope)` shows everything.
   */
  get vars(): Readonly<Record<string, unknown>> {
    this.#vars ??= this.#strip.varsOf(this.#row);
    return this.#vars;
  }

  /**
   * Resolves one variable, however it is stored. A blob is read and decoded, or `{kind: "unavailable"}` when its bytes
   * are gone; a hash is `{kind: "hash"}`, void is `{kind: "void"}`. Rejects with `no-such-variable` for other names.
   */
  async value(name: string): Promise<unknown> {
    const stored = this.#stored(name);
    if (stored.kind !== "blob") return plainValue(stored);
    return blobValue(this.#strip.tape.blobs, stored.blob);
  }

  /** What is known of a variable without reading it. */
  describe(name: string): VariableInfo {
    const stored = this.#stored(name);
    return describe(this.#strip.columnOf(name, this.#row), name, stored);
  }

  /**
   * The variables as a typed object: `scope.bind({ x: "number", ys: "Float64Array", n: Number })`. Converts where
   * nothing is lost, else throws `bad-conversion`; a missing name is an error unless it is `optional(type)`. Reads
   * blobs synchronously. Assigns nothing by itself.
   */
  bind<S extends BindSpec>(spec: S): Bound<S> {
    const bound: Record<string, unknown> = {};
    for (const name of bindNames(spec)) {
      const { type, isOptional } = bindTarget(name, spec[name]!);
      Object.defineProperty(bound, name, { value: undefined, writable: true, enumerable: true, configurable: true });
      if (isOptional && !this.has(name)) continue;
      const value = this.#valueNow(name);
      if (isOptional && value === undefined) continue;
      const converted = isStandIn(value) ? lossy : convert(value, type);
      if (converted === lossy) throw this.#badConversion(name, type, value);
      bound[name] = converted;
    }
    this.#strip.tape.onUse?.(this.uid);
    return bound as Bound<S>;
  }

  /**
   * A variable as an Arrow table: an Arrow value, an object of equally long columns or an array of flat records.
   * Without a name: the only such variable; else the equally long columns of the scope side by side; else one row of
   * its variables. More than one reading is `ambiguous-table`, which names them.
   */
  table(name?: string): Promise<Table> {
    return scopeTableOf(this, name);
  }

  get #context(): RowContext {
    return this.#strip.contextOf(this.#row);
  }

  #stored(name: string): Stored {
    const stored = this.#strip.stored(name, this.#row);
    if (stored.kind !== "absent") return stored;
    const { names } = this;
    const text = String(name); // whatever a program passes
    const meant = near(text, names);
    const hint = meant.length > 0 ? ` Did you mean ${meant.map((one) => `"${shown(one, 60)}"`).join(" or ")}?` : "";
    const left = this.#strip.leavesOut(name) ? ` It was not read: the selection's variables do not name it.` : "";
    throw new TapelabError(
      "no-such-variable",
      `Scope ${this.uid} has no variable "${shown(text, 60)}".${left} It holds ${listed(names)}.${hint}`,
      { scope: this.uid, name: text, near: meant },
    );
  }

  #valueNow(name: string): unknown {
    const stored = this.#stored(name);
    if (stored.kind !== "blob") return plainValue(stored);
    const value = blobValueNow(this.#strip.tape.blobs, stored.blob);
    if (!isStandIn(value) || value.kind !== "unavailable") return value;
    throw new TapelabError(
      "blob-unavailable",
      `Blob ${value.sha256.slice(0, 8)}… ("${shown(name, 60)}" of scope ${this.uid}, ${value.sizeBytes} bytes) ` +
        `${value.reason === undefined ? "is not in the workspace" : `was ${value.reason}`}. The scope is intact; only ` +
        `this content is missing. Fetch it: tapelab blob fetch ${value.sha256} --from OTHER-WORKSPACE`,
      { sha256: value.sha256 },
    );
  }

  #badConversion(name: string, expected: string, value: unknown): TapelabError<"bad-conversion"> {
    const found = this.describe(name).typeShort;
    const what = isStandIn(value) ? `${value.kind} (${found})` : found;
    return new TapelabError(
      "bad-conversion",
      `Variable "${shown(name, 60)}" of scope ${this.uid} cannot become ${expected} without loss; it is ${what}. ` +
        `Nothing was bound. Bind it as what it is, or as "unknown" and convert it yourself.`,
      { name, expected, found: what },
    );
  }
}

showAs(
  Scope.prototype,
  valueFace<Scope>(
    ({ labels, sequence, index }) =>
      ["Scope", ...labels.map((label) => shown(label, 60)), `c${sequence}:s${index + 1}`].join(" "),
    (scope) => {
      const all: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
      for (const name of scope.names) all[name] = displayed(scope, name);
      return { ...all };
    },
  ),
);

/** The value, or what is known of one that is not in the commit: nothing is read from other files to show a scope. */
function displayed(scope: Scope, name: string): unknown {
  try {
    const { storage, typeShort, sizeBytes, reason } = scope.describe(name);
    if (storage === "inline" || reason === "undefined") return scope.vars[name];
    const what = new Set([storage, typeShort, sizeBytes === undefined ? (reason ?? "") : `${sizeBytes} bytes`]);
    return bareText(shown([...what].join(" ").trim(), 120));
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return bareText(error.code);
  }
}

/** @internal Says how many other sessions match. */
export function withOtherSessions(scope: Scope, count: number): Scope {
  others.set(scope, count);
  return scope;
}

function plainValue(stored: Exclude<Stored, { kind: "blob" }>): unknown {
  switch (stored.kind) {
    case "value":
      return stored.value;
    case "null":
      return null;
    case "hash":
      return standIn({ kind: "hash", hash: stored.hash, type: stored.type });
    case "void":
      return stored.type === "undefined"
        ? undefined
        : standIn({ kind: "void", type: stored.type, reason: stored.reason });
    default:
      return undefined;
  }
}

const levels = ["given", "cell", "global", "shared"] as const;

function describe(column: Column, name: string, stored: Stored): VariableInfo {
  const facts = storageFacts(stored);
  const type = facts.type ?? typeText(column);
  return {
    name,
    ...facts,
    type,
    typeShort: shortType(type),
    level: levels[column.level] ?? "given",
    ...(column.unit === "" ? {} : { unit: column.unit }),
  };
}

function storageFacts(
  stored: Stored,
): Pick<VariableInfo, "storage" | "hash" | "sizeBytes" | "reason"> & { type?: string } {
  switch (stored.kind) {
    case "blob":
      return { storage: "blob", type: stored.blob.type, hash: stored.blob.sha256, sizeBytes: stored.blob.size };
    case "hash":
      return { storage: "hash", type: stored.type, hash: stored.hash };
    case "void":
      return { storage: "void", type: stored.type, reason: stored.reason };
    case "undefined":
      return { storage: "void", type: "undefined", reason: "undefined" };
    case "null":
      return { storage: "inline", type: "null" };
    default:
      return { storage: "inline" };
  }
}

/** A type as displays show it: cut after 50 characters to 47 and `...`. The tape keeps all of it. */
export function shortType(type: string): string {
  return type.length > 50 ? `${type.slice(0, 47)}...` : type;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "no variables";
  const first = names.slice(0, 20).map((name) => shown(name, 60));
  return first.join(", ") + (names.length > 20 ? ` and ${names.length - 20} more` : "");
}
