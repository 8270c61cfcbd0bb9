/** Answers about the notebook's variables, for completion and inspection. */
import type { Question } from "../link.js";
import { isTableLike } from "./arrow-view.js";
import { previewValue } from "./inspect-value.js";

export interface VariableFacts {
  readonly name: string;
  readonly type: string;
  readonly preview: string;
}

const namesMax = 1_000;

/** `locals` holds the notebook's variables; below them only own properties are looked at, no getter of the user. */
export function answerQuestion(question: Question, locals: Readonly<Record<string, unknown>>): unknown {
  switch (question.what) {
    case "variables":
      return Object.keys(locals)
        .slice(0, namesMax)
        .map((name): VariableFacts => {
          const value = readLocal(locals, name);
          return { name, type: typeName(value), preview: previewValue(value, 80) };
        });
    case "members":
      return members(atPath(locals, question.path));
    case "preview":
      return question.name in locals ? previewValue(readLocal(locals, question.name), 400) : undefined;
  }
}

/** `Table`, `number`, `Float64Array(100)` */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const name = constructorName(value);
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    return `${name}(${(value as { length: number }).length})`;
  }
  return name;
}

function constructorName(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === "string" && name !== "" ? name : "object";
  } catch {
    return "object"; // a getter or a proxy throws
  }
}

/** Column names of a table, variable names of a scope. */
function members(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  try {
    if (isTableLike(value)) return value.schema.fields.slice(0, namesMax).map(({ name }) => name);
    const { names, describe } = value as { names?: unknown; describe?: unknown };
    return Array.isArray(names) && typeof describe === "function" ? names.slice(0, namesMax).map(String) : [];
  } catch {
    return []; // a getter or a proxy throws
  }
}

function atPath(locals: Readonly<Record<string, unknown>>, path: string): unknown {
  const [first = "", ...rest] = path.split(".");
  let value = readLocal(locals, first);
  for (const name of rest) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
}

function readLocal(locals: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return locals[name];
  } catch {
    return undefined; // declared by the running cell, and without a value yet
  }
}
