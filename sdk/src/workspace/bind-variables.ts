/** Typed variables from values in memory, by the rule of `Scope.bind`. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { type BindSpec, bindTarget, convert, lossy } from "../read/bind.js";

/** Converts where nothing is lost; a missing name is an error unless it is optional. */
export function bindVariables(variables: Readonly<Record<string, unknown>>, spec: BindSpec): Record<string, unknown> {
  const bound: Record<string, unknown> = {};
  for (const name of Object.keys(spec)) {
    const wanted = spec[name];
    if (wanted === undefined) continue;
    const value = bindOne(variables, name, wanted);
    Object.defineProperty(bound, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return bound;
}

function bindOne(variables: Readonly<Record<string, unknown>>, name: string, wanted: BindSpec[string]): unknown {
  const { type, isOptional } = bindTarget(name, wanted);
  if (!Object.hasOwn(variables, name)) {
    if (isOptional) return undefined;
    const known = Object.keys(variables);
    throw new TapelabError(
      "no-such-variable",
      `The shared scope has no variable ${shown(JSON.stringify(name), 80)}. Nothing was bound. It has: ${shown(known.join(", ") || "none", 200)}.`,
      { scope: "shared", name, near: known },
    );
  }
  const value = variables[name];
  if (isOptional && value === undefined) return undefined;
  const converted = convert(value, type);
  if (converted !== lossy) return converted;
  const found =
    value === null ? "null" : typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
  throw new TapelabError(
    "bad-conversion",
    `The variable ${shown(JSON.stringify(name), 80)} cannot become ${type} without loss: expected ${type}, found ${found}. Nothing was bound. Bind it as it is, or convert it yourself.`,
    { name, expected: type, found },
  );
}
