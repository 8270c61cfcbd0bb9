/** The variables of a scope as names and values, in the order of the object. */
import { limits } from "../base/limits.js";
import { TapelabError } from "../errors.js";
import { foundText } from "./classify.js";
import type { Classified } from "./inline.js";
import { kinds } from "./kinds.js";
import { nestedText } from "./nested.js";

/** `$t $label $file $line $cell $cellLine $thread $meta` */
const contextColumnsMax = 8;

/** Stands for the value of an accessor. */
export const getter: unique symbol = Symbol("getter");
export const voidGetter: Classified = { kind: kinds.void, payload: "getter\0getter" };

/** Refuses what has no named variables. */
export function checkVariables(variables: unknown): asserts variables is object {
  const isObject = typeof variables === "object" && variables !== null;
  if (isObject && !Array.isArray(variables) && !ArrayBuffer.isView(variables)) return;
  throw new TapelabError(
    "bad-option",
    `A scope needs named variables: expected an object or a Map, found ${foundText(variables)}. Nothing was captured. Write capture(label, { x, y }).`,
    { option: "variables", expected: "an object or a Map of variables", found: foundText(variables) },
  );
}

/** Names and values in the object's order. An accessor is not called: its variable is void. */
export function entriesOf(variables: object): { names: string[]; values: unknown[] } {
  const names: string[] = [];
  const values: unknown[] = [];
  if (variables instanceof Map) {
    for (const [name, value] of variables) {
      if (typeof name !== "string") checkVariables(name);
      names.push(String(name));
      values.push(value);
    }
    checkCount(names.length);
    return { names, values };
  }
  for (const name of Object.keys(variables)) {
    const property = Object.getOwnPropertyDescriptor(variables, name);
    names.push(name);
    values.push(property?.get ? getter : property?.value);
  }
  checkCount(names.length);
  return { names, values };
}

/** What no reader takes must not become a commit. */
function checkCount(count: number): void {
  const most = limits.columns - contextColumnsMax;
  if (count <= most) return;
  throw new TapelabError(
    "bad-option",
    `A scope has at most ${most} variables, found ${count}. It was not captured. Capture a Map, an object or typed arrays as one variable instead.`,
    { option: "variables", expected: `at most ${most} variables`, found: String(count) },
  );
}

interface Redaction {
  isRedacted(name: string): boolean;
}

/** User metadata as nested text, secret names as `[redacted]`; undefined when there is none. */
export function metaText(meta: Readonly<Record<string, unknown>> | undefined, secrets: Redaction): string | undefined {
  if (meta === undefined) return undefined;
  let isEmpty = true;
  for (const name in meta) {
    isEmpty = false;
    if (secrets.isRedacted(name)) return nestedText(withoutSecrets(meta, secrets));
  }
  return isEmpty ? undefined : nestedText(meta);
}

function withoutSecrets(meta: Readonly<Record<string, unknown>>, secrets: Redaction): object {
  return Object.fromEntries(
    Object.entries(meta).map(([name, value]) => [name, secrets.isRedacted(name) ? "[redacted]" : value]),
  );
}
