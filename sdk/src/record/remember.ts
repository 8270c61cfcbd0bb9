/**
 * Keyed cache of results: computed once, found again by any later process of the workspace. Deleting it costs time,
 * never an answer.
 */
import type { Clock } from "../base/clock.js";
import { hex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { decodeBlobValue, encodeBlobValue } from "../value/blob-value.js";
import type { PendingBlob } from "../value/stage.js";
import type { CacheEntry, CacheFolder } from "./cache-folder.js";
import { contextHash, hashPart, inputsPart, rememberKey } from "./remember-key.js";

export interface RememberOptions {
  /** Extra key parts that split one set of inputs into several results: `{ metric: "A", fold: 1 }`. */
  readonly parts?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  /** Default: the source text of the function. A text: a declared version. `false`: not part of the key. */
  readonly code?: string | false;
}

export interface Remembered<T> {
  readonly value: T;
  /** `hit`: stored before. `miss`: computed and stored. `race`: computed, but another was stored first and is returned. */
  readonly status: "hit" | "miss" | "race";
  readonly key: string;
}

/** What a commit says about the cache. */
export interface RememberNote {
  readonly name: string;
  readonly key: string;
  readonly status: Remembered<unknown>["status"];
}

/** The part of the blob store that the cache needs. */
export interface CacheBlobs {
  pending(bytes: Uint8Array): PendingBlob;
  write(blob: PendingBlob): Promise<unknown>;
  /** Undefined when the bytes are missing or damaged. */
  read(sha256: string): Promise<Uint8Array | undefined>;
}

export interface RememberDeps {
  readonly folder: CacheFolder;
  readonly blobs: CacheBlobs;
  readonly clock: Clock;
  notify(text: string): void;
}

/** The cache as one session uses it: contexts and notes for the next commit live in memory. */
export class RememberCache {
  readonly #deps: RememberDeps;
  readonly #contexts = new Map<string, string>();
  #notes: RememberNote[] = [];

  constructor(deps: RememberDeps) {
    this.#deps = deps;
  }

  /** Computes and registers a reusable key part; returns its hash. Registering a name again replaces it. */
  context(name: string, inputs: unknown): string {
    if (typeof name !== "string" || name.trim() === "")
      throw badOption("name", "a name for the context", shownValue(name));
    const hash = contextHash(inputs);
    this.#contexts.set(name, hash);
    return hash;
  }

  /**
   * Runs `fn`, or returns what an earlier run stored. `inputs` is what the result depends on, or `{ context: name }`, or
   * `{ hash }`. When `fn` fails nothing is stored and its error passes through.
   */
  async remember<T>(
    name: string,
    inputs: unknown,
    fn: () => T | Promise<T>,
    options: RememberOptions = {},
    ...rest: readonly never[]
  ): Promise<Remembered<T>> {
    const key = this.#keyOf(name, inputs, fn, options, rest);
    const tags = tagsOf(options.tags);
    const stored = await this.#load(key);
    const result = stored ?? (await this.#compute(name, key, fn));
    await this.#deps.folder.tag(key, tags);
    if (stored !== undefined) await this.#deps.folder.touch(key);
    this.#notes.push({ name, key, status: result.status });
    return result as Remembered<T>;
  }

  /** What was used since `takeNotes` was last called, for the metadata of the next commit. */
  get notes(): readonly RememberNote[] {
    return this.#notes;
  }

  /** What was used since the last call. */
  takeNotes(): readonly RememberNote[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  /** Forgets contexts and notes; nothing on disk. */
  reset(): void {
    this.#contexts.clear();
    this.#notes = [];
  }

  #keyOf(name: string, inputs: unknown, fn: unknown, options: RememberOptions, rest: readonly unknown[]): string {
    if (typeof name !== "string" || name.trim() === "") throw badOption("name", "a name", shownValue(name));
    if (typeof fn !== "function") throw badOption("fn", "a function", shownValue(fn));
    if (rest.length > 0 || typeof options !== "object" || options === null || Array.isArray(options)) {
      throw badOption(
        "options",
        "{parts, tags, code}; extra key parts have names: {parts: {fold: 1}}",
        "positional extras",
      );
    }
    const unknown = Object.keys(options).find((option) => !optionNames.has(option));
    if (unknown !== undefined) throw badOption("options", "parts, tags or code", shown(unknown, 80));
    const { parts = {}, code = String(fn) } = options;
    if (typeof parts !== "object" || parts === null || Array.isArray(parts)) {
      throw badOption("parts", "an object of names and values", shownValue(parts));
    }
    if (code !== false && typeof code !== "string") throw badOption("code", "a text or false", shownValue(code));
    return rememberKey({ name, inputs: this.#part(inputs), parts, code });
  }

  /** Exactly one of inputs, context and hash. */
  #part(inputs: unknown): Uint8Array {
    const form = formOf(inputs);
    if (form === "none") throw badOption("inputs", "exactly one of inputs, {context} or {hash}", "none");
    if (form === "plain") return inputsPart(inputs);
    const given = Object.entries(inputs as object);
    if (given.length > 1) {
      throw badOption("inputs", "exactly one of inputs, {context} or {hash}", given.map(([one]) => one).join(" and "));
    }
    const [kind, value] = given[0] as [string, unknown];
    if (kind === "inputs") return inputsPart(value);
    if (kind === "context") return hashPart(this.#contextHash(value));
    if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return hashPart(value);
    throw badOption("hash", "64 hex digits as `context` returns them", shownValue(value));
  }

  #contextHash(name: unknown): string {
    const hash = typeof name === "string" ? this.#contexts.get(name) : undefined;
    if (hash !== undefined) return hash;
    const known = [...this.#contexts.keys()].map((one) => shown(one, 40)).join(", ") || "none";
    throw badOption("context", `the name of a registered context (known: ${known})`, shownValue(name));
  }

  async #load(key: string): Promise<Remembered<unknown> | undefined> {
    const entry = await this.#deps.folder.find(key);
    if (entry === undefined) return undefined;
    if (entry === "damaged") {
      this.#deps.notify(`The cache entry ${key.slice(0, 12)}… is damaged. It is computed and written again.`);
      await this.#deps.folder.remove(key);
      return undefined;
    }
    const bytes = await this.#deps.blobs.read(entry.blob);
    if (bytes !== undefined) return { value: decodeBlobValue(bytes, entry.type, entry.media), status: "hit", key };
    const what = `The stored result of ${shown(JSON.stringify(entry.name), 80)} is not there (blob ${entry.blob.slice(0, 12)}…)`;
    this.#deps.notify(`${what}. It is computed and written again.`);
    await this.#deps.folder.remove(key);
    return undefined;
  }

  async #compute(name: string, key: string, fn: () => unknown): Promise<Remembered<unknown>> {
    const value = await fn();
    if (typeof value === "function" || typeof value === "symbol") {
      this.#deps.notify(`The result of ${shown(JSON.stringify(name), 80)} is a ${typeof value} and cannot be stored.`);
      return { value, status: "miss", key };
    }
    const { bytes, media, type } = encodeBlobValue(value);
    const blob = this.#deps.blobs.pending(bytes);
    await this.#deps.blobs.write(blob);
    const entry: CacheEntry = {
      key,
      name,
      blob: hex(blob.sha256),
      sizeBytes: bytes.length,
      type,
      media,
      time: this.#deps.clock.now(),
    };
    if (await this.#deps.folder.add(entry)) return { value: decodeBlobValue(bytes, type, media), status: "miss", key };
    const first = await this.#load(key);
    if (first !== undefined) return { ...first, status: "race" };
    return { value: decodeBlobValue(bytes, type, media), status: "miss", key };
  }
}

const optionNames: ReadonlySet<string> = new Set(["parts", "tags", "code"]);
const selectors: ReadonlySet<string> = new Set(["inputs", "context", "hash"]);
const tagBytesMax = 100;

/** How the inputs were given: nothing, a value of the user, or the words `inputs`, `context`, `hash` alone. */
function formOf(inputs: unknown): "none" | "plain" | "selected" {
  if (inputs === undefined) return "none";
  if (typeof inputs !== "object" || inputs === null || Object.getPrototypeOf(inputs) !== Object.prototype)
    return "plain";
  const names = Object.keys(inputs);
  if (names.length === 0) return "none";
  return names.every((name) => selectors.has(name)) ? "selected" : "plain";
}

function tagsOf(tags: readonly string[] = []): readonly string[] {
  const isList = Array.isArray(tags) && tags.every((tag) => typeof tag === "string" && tag.trim() !== "");
  if (!isList) throw badOption("tags", "a list of texts", shownValue(tags));
  const long = tags.find((tag) => Buffer.byteLength(tag) > tagBytesMax);
  if (long !== undefined) throw badOption("tags", `tags of at most ${tagBytesMax} bytes`, shownValue(long));
  return [...new Set(tags)];
}

function shownValue(value: unknown): string {
  if (typeof value === "function") return "a function";
  return shown(typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? typeof value), 80);
}

function badOption(option: string, expected: string, found: string): TapelabError<"bad-option"> {
  return new TapelabError(
    "bad-option",
    `remember: ${option} does not fit: expected ${expected}, found ${found}. Nothing was computed or stored. Correct the call.`,
    { option, expected, found },
  );
}
