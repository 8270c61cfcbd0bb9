/**
 * From recorded values back to typed variables: conversion where nothing is lost, `bad-conversion` otherwise.
 */
import type { Table } from "apache-arrow";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";

/** What `bind` can be asked for by name, and what it then returns. */
export interface BindTypes {
  number: number;
  bigint: bigint;
  string: string;
  boolean: boolean;
  Date: Date;
  Int8Array: Int8Array;
  Uint8Array: Uint8Array;
  Uint8ClampedArray: Uint8ClampedArray;
  Int16Array: Int16Array;
  Uint16Array: Uint16Array;
  Int32Array: Int32Array;
  Uint32Array: Uint32Array;
  BigInt64Array: BigInt64Array;
  BigUint64Array: BigUint64Array;
  Float32Array: Float32Array;
  Float64Array: Float64Array;
  ArrayBuffer: ArrayBuffer;
  Array: unknown[];
  Map: Map<unknown, unknown>;
  Set: Set<unknown>;
  object: Record<string, unknown>;
  Table: Table;
  unknown: unknown;
}

export type BindName = keyof BindTypes;

/** A type by its constructor: `Number` is `"number"`, `Float64Array` is `"Float64Array"`. */
export type BindConstructor =
  | NumberConstructor
  | BigIntConstructor
  | StringConstructor
  | BooleanConstructor
  | ObjectConstructor
  | DateConstructor
  | MapConstructor
  | SetConstructor
  | ArrayConstructor
  | ArrayBufferConstructor
  | Int8ArrayConstructor
  | Uint8ArrayConstructor
  | Uint8ClampedArrayConstructor
  | Int16ArrayConstructor
  | Uint16ArrayConstructor
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | BigInt64ArrayConstructor
  | BigUint64ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor;

/** A type that may be missing. */
export interface OptionalBind<T extends BindName | BindConstructor> {
  readonly optional: T;
}

/** Name of each variable wanted, with its type. */
export type BindSpec = Readonly<Record<string, BindName | BindConstructor | OptionalBind<BindName | BindConstructor>>>;

export type BoundValue<T> = T extends BindName
  ? BindTypes[T]
  : T extends NumberConstructor
    ? number
    : T extends BigIntConstructor
      ? bigint
      : T extends StringConstructor
        ? string
        : T extends BooleanConstructor
          ? boolean
          : T extends ObjectConstructor
            ? Record<string, unknown>
            : T extends ArrayConstructor
              ? unknown[]
              : T extends MapConstructor
                ? Map<unknown, unknown>
                : T extends SetConstructor
                  ? Set<unknown>
                  : T extends OptionalBind<infer U>
                    ? BoundValue<U> | undefined
                    : T extends { readonly prototype: infer P }
                      ? P
                      : never;

/** The typed object that `bind` returns. */
export type Bound<S extends BindSpec> = { [K in keyof S]: BoundValue<S[K]> };

/** In a `bind`: the variable may be absent or undefined, and is `undefined` then. */
export function optional<T extends BindName | BindConstructor>(type: T): OptionalBind<T> {
  return { optional: type };
}

/** The names of a spec. Throws `bad-option` for what is none. */
export function bindNames(spec: BindSpec): string[] {
  if (typeof spec === "object" && spec !== null && !Array.isArray(spec)) return Object.keys(spec);
  const found = shown(spec === undefined ? "nothing" : (JSON.stringify(spec) ?? typeof spec), 60);
  throw new TapelabError(
    "bad-option",
    `bind: expected {name: type}, such as {x: "number"}, found ${found}. Nothing was bound. Name the variables and their types.`,
    { option: "spec", expected: "{name: type}", found },
  );
}

/** The type asked for, by name, and whether the variable may be missing. Throws `bad-option` for what is no type. */
export function bindTarget(name: string, wanted: BindSpec[string]): { type: BindName; isOptional: boolean } {
  if (typeof wanted === "object" && wanted !== null && "optional" in wanted) {
    return { type: bindTarget(name, wanted.optional).type, isOptional: true };
  }
  const text = typeof wanted === "function" ? (renamed.get(wanted.name) ?? wanted.name) : wanted;
  if (typeof text === "string" && Object.hasOwn(conversions, text))
    return { type: text as BindName, isOptional: false };
  const found = shown(String(text), 60);
  throw new TapelabError(
    "bad-option",
    `bind: the type of "${shown(name, 60)}" is one of ${Object.keys(conversions).join(", ")} or a constructor of these, ` +
      `found ${found}. Nothing was bound. Correct the type.`,
    { option: `bind.${name}`, expected: Object.keys(conversions).join(", "), found },
  );
}

const renamed = new Map([
  ["Number", "number"],
  ["BigInt", "bigint"],
  ["String", "string"],
  ["Boolean", "boolean"],
  ["Object", "object"],
]);

/** Marks a value that cannot be converted without loss. */
export const lossy: unique symbol = Symbol("lossy");

/** The value as the type, or `lossy`. */
export function convert(value: unknown, type: BindName): unknown {
  return conversions[type](value);
}

const is =
  (kind: string) =>
  (value: unknown): unknown =>
    typeof value === kind ? value : lossy;

const conversions: Readonly<Record<BindName, (value: unknown) => unknown>> = {
  number: (value) => {
    if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
    return typeof value === "number" ? value : lossy;
  },
  bigint: (value) => {
    if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return BigInt(value);
    return typeof value === "bigint" ? value : lossy;
  },
  string: is("string"),
  boolean: is("boolean"),
  Date: (value) => (value instanceof Date ? value : lossy),
  Int8Array: (value) => toTyped(value, Int8Array),
  Uint8Array: (value) => toTyped(value, Uint8Array),
  Uint8ClampedArray: (value) => toTyped(value, Uint8ClampedArray),
  Int16Array: (value) => toTyped(value, Int16Array),
  Uint16Array: (value) => toTyped(value, Uint16Array),
  Int32Array: (value) => toTyped(value, Int32Array),
  Uint32Array: (value) => toTyped(value, Uint32Array),
  BigInt64Array: (value) => toTyped(value, BigInt64Array),
  BigUint64Array: (value) => toTyped(value, BigUint64Array),
  Float32Array: (value) => toTyped(value, Float32Array),
  Float64Array: (value) => toTyped(value, Float64Array),
  ArrayBuffer: (value) => (value instanceof ArrayBuffer ? value : lossy),
  Array: (value) => (Array.isArray(value) ? value : isNumbers(value) ? Array.from<unknown>(value) : lossy),
  Map: (value) => (value instanceof Map ? value : lossy),
  Set: (value) => (value instanceof Set ? value : lossy),
  object: (value) => (isPlain(value) ? value : lossy),
  Table: (value) => (isTable(value) ? value : lossy),
  unknown: (value) => value,
};

type Numbers = ArrayLike<number | bigint> & Iterable<number | bigint>;

function toTyped(value: unknown, Target: new (length: number) => Numbers): unknown {
  if (value instanceof Target) return value;
  if (!isNumbers(value)) return lossy;
  const target = new Target(value.length) as unknown as (number | bigint)[];
  const isBig = target instanceof BigInt64Array || target instanceof BigUint64Array;
  for (let i = 0; i < value.length; i++) {
    const element = value[i]!;
    const fit = isBig ? conversions.bigint(element) : conversions.number(element);
    if (fit === lossy) return lossy;
    target[i] = fit as number | bigint;
    if (!Object.is(target[i], fit)) return lossy;
  }
  return target;
}

/** A typed array, or an array of numbers or bigints alone. */
function isNumbers(value: unknown): value is Numbers {
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView);
  return Array.isArray(value) && value.every((item) => typeof item === "number" || typeof item === "bigint");
}

/** An object that is nothing else: no array, Map, Date, buffer or Arrow value. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype;
}

/** An Arrow table, also one of another copy of apache-arrow. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && "batches" in value && "schema" in value && "numCols" in value;
}
