/** Named scopes in memory, for handing data between the cells of one session. Never on the tape by themselves. */

import { byCodePoint } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { BindSpec, Bound } from "../read/bind.js";
import { checkVariables } from "../value/scope-variables.js";
import { copyValue } from "./copy.js";
import type { Filters } from "./filters.js";

export type Variables = Record<string, unknown>;

/** Converts variables to the types asked for; the workspace passes the one that `Scope.bind` uses. */
export type BindVariables = (variables: Variables, spec: BindSpec) => Record<string, unknown>;

/** A shared scope: its labels and copies of its variables. */
export interface SharedScope {
  readonly labels: readonly string[];
  readonly variables: Variables;
}

/**
 * The shared scopes of one session. Ending or resetting the session clears them.
 *
 * @example
 * tape.shared.capture("prep", { table, k: 3 });     // one cell
 * const { k } = tape.shared.bind("prep", { k: "number" }); // another
 */
export class SharedScopes {
  readonly #scopes = new Map<string, SharedScope>();
  readonly #handedOut = new WeakSet<object>();
  #isUsed = false;
  readonly #filters: Filters;
  readonly #bind: BindVariables;

  constructor(filters: Filters, bind: BindVariables) {
    this.#filters = filters;
    this.#bind = bind;
  }

  /** Stores copies of the variables under the key; rules for the label `key` apply now. Replaces what was there. */
  capture(key: string, variables: object | ReadonlyMap<string, unknown>): SharedScope {
    const name = keyOf(key);
    checkVariables(variables);
    const isIncluded = this.#filters.includes([name]);
    const entries = variables instanceof Map ? [...variables] : Object.entries(variables);
    const kept = entries.filter(([variable]) => isIncluded(String(variable))) as [string, unknown][];
    const scope = { labels: [name], variables: copyEntries(kept) };
    this.#scopes.set(name, scope);
    return { labels: [name], variables: this.#handOut(scope) };
  }

  /** Fresh copies of the variables. */
  get(key: string): Variables {
    return this.#handOut(this.#require(key));
  }

  /** A typed object of at least one variable; converts where nothing is lost. */
  bind<S extends BindSpec>(key: string, spec: S): Bound<S> {
    const scope = this.#require(key);
    if (Object.keys(spec ?? {}).length === 0) {
      throw new TapelabError(
        "bad-option",
        "bind needs at least one variable: expected {name: type}, found {}. Nothing was bound.",
        {
          option: "spec",
          expected: "{name: type}",
          found: "{}",
        },
      );
    }
    return this.#bind(this.#handOut(scope), spec) as Bound<S>;
  }

  /** Copies the variables of source over those of target, shallow; target is made when missing. */
  merge(target: string, source: string): void {
    const from = this.#require(source);
    const name = keyOf(target);
    const into = this.#scopes.get(name) ?? { labels: [name], variables: copyEntries([]) };
    const entries = [...Object.entries(into.variables), ...Object.entries(from.variables)];
    this.#scopes.set(name, { labels: into.labels, variables: copyEntries(entries) });
  }

  /** All keys, sorted. */
  keys(): string[] {
    return [...this.#scopes.keys()].sort(byCodePoint);
  }

  has(key: string): boolean {
    return this.#scopes.has(keyOf(key));
  }

  /** Takes the scope away; true when it was there. */
  drop(key: string): boolean {
    return this.#scopes.delete(keyOf(key));
  }

  /** Takes all away and says how many there were. */
  clear(): number {
    const count = this.#scopes.size;
    this.#scopes.clear();
    return count;
  }

  /** Something was handed out that may come back as a capture. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Was this object returned by `get`? Then a capture of it has the level `shared`. */
  isShared(variables: object): boolean {
    return this.#handedOut.has(variables);
  }

  #handOut(scope: SharedScope): Variables {
    const copies = copyEntries(Object.entries(scope.variables));
    this.#isUsed = true;
    this.#handedOut.add(copies);
    return copies;
  }

  #require(key: string): SharedScope {
    const name = keyOf(key);
    const scope = this.#scopes.get(name);
    if (scope !== undefined) return scope;
    const known = this.keys();
    const [nearest] = near(name, known);
    const hint =
      nearest === undefined
        ? `Known keys: ${shown(known.join(", ") || "none", 200)}.`
        : `Did you mean ${shown(nearest, 80)}?`;
    throw new TapelabError(
      "no-such-shared",
      `There is no shared scope ${shown(JSON.stringify(name), 80)} in this session. Shared scopes live in memory and end with their session. ${hint}`,
      { key: name, known },
    );
  }
}

function keyOf(key: string): string {
  const name = typeof key === "string" ? key.trim() : "";
  if (name !== "" && name.length <= limits.labelChars) return name;
  const reason = name === "" ? "a key must not be empty" : `a key has at most ${limits.labelChars} characters`;
  throw new TapelabError("bad-label", `The key of a shared scope cannot be used: ${reason}. Nothing was changed.`, {
    label: name,
    reason,
  });
}

/** Copies as an object on which every name, also `__proto__`, is plain data. */
function copyEntries(entries: readonly (readonly [string, unknown])[]): Variables {
  const copies: Variables = {};
  for (const [name, value] of entries) {
    Object.defineProperty(copies, name, {
      value: copyValue(value),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return copies;
}
