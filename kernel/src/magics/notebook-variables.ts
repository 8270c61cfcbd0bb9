/** Which of the notebook's names are variables of the simulation, and where they come from. */
import { types } from "node:util";
import type { CellCode } from "../link.js";

export type Level = "cell" | "global";

export interface Variables {
  readonly values: Record<string, unknown>;
  readonly levels: Record<string, Level>;
}

/** Names that imports have bound, in any cell. */
const imported = new Set<string>();

/** Remembers what a cell imports and what it declares itself. */
export function noteNames({ imported: names, declares }: CellCode): void {
  for (const name of declares) imported.delete(name);
  for (const name of names) imported.add(name);
}

/** All live variables, without functions, classes, modules and names with leading `_`. */
export function allVariables(live: Readonly<Record<string, unknown>>, code: CellCode | undefined): Variables {
  return chosen(Object.keys(live), live, code);
}

/** What the cell declared or assigned, with the same exclusion. */
export function cellVariables(live: Readonly<Record<string, unknown>>, code: CellCode): Variables {
  return chosen([...new Set([...code.declares, ...code.assigns])], live, code);
}

/** `cell` if the cell declared or assigned it, else `global`. */
export function levelOf(name: string, code: CellCode | undefined): Level {
  return code?.declares.includes(name) || code?.assigns.includes(name) ? "cell" : "global";
}

function chosen(
  names: readonly string[],
  live: Readonly<Record<string, unknown>>,
  code: CellCode | undefined,
): Variables {
  const values: Record<string, unknown> = {};
  const levels: Record<string, Level> = {};
  for (const name of names) {
    if (name.startsWith("_") || imported.has(name) || !Object.hasOwn(live, name)) continue;
    const read = readValue(live, name);
    if (read === undefined || !isVariable(read.value)) continue;
    Object.defineProperty(values, name, { value: read.value, enumerable: true, configurable: true, writable: true });
    levels[name] = levelOf(name, code);
  }
  return { values, levels };
}

/** The value, unless the variable has none yet. */
export function readValue(
  live: Readonly<Record<string, unknown>>,
  name: string,
): { readonly value: unknown } | undefined {
  try {
    return { value: live[name] };
  } catch (error) {
    if (error instanceof Error && error.name === "ReferenceError") return undefined;
    throw error;
  }
}

/** Functions, classes and modules are no variables of a simulation. */
function isVariable(value: unknown): boolean {
  return typeof value !== "function" && !types.isModuleNamespaceObject(value);
}

/** Names and types of what a tape cannot hold. */
export function voidNames(values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const type = voidType(value);
    return type === undefined ? [] : [`${name} (${type})`];
  });
}

function voidType(value: unknown): string | undefined {
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return typeof value;
  if (typeof value !== "object" || value === null) return undefined;
  if (types.isPromise(value)) return "Promise";
  if (types.isWeakMap(value) || types.isWeakSet(value)) return value.constructor.name;
  return value instanceof WeakRef ? "WeakRef" : types.isGeneratorObject(value) ? "Generator" : undefined;
}
