/** The generated form of the row writer. */
import { type RowSteps, type RowWriter, wayOf, ways } from "./row-writer.js";
import { timeMaxMs } from "./time-column.js";

/** More columns than this make a function that the engine does not optimise. */
export const codeColumnsMax = 200;

type Factory = (steps: RowSteps) => RowWriter;

/** Makes writers for one list of names and kinds. Throws an EvalError where code must not be generated. */
export function compileWriter(steps: RowSteps): Factory {
  return new Function("steps", source(steps)) as Factory;
}

function source(steps: RowSteps): string {
  const names = steps.names.map((name) => JSON.stringify(name));
  const codes = steps.kinds.map(wayOf);
  const each = (line: (at: number, way: number) => string): string => codes.map((way, at) => line(at, way)).join("\n");
  return `"use strict";
const names = [${names.join(",")}];
const proto = Object.prototype, protoOf = Object.getPrototypeOf;
let ms, isPlain = false;
${each((at, way) => (way === ways.word ? `let c${at}, w${at}, i${at} = 0;` : `let c${at};`))}
return {
bind(strip) {
  steps.bind(strip);
  const columns = strip.columns;
  ms = strip.time.ms;
  isPlain = strip.time.isPlain;
${each((at, way) => `  c${at} = columns[${at}].cells.cells;${way === ways.word ? ` w${at} = undefined;` : ""}`)}
},
write(o, t, n) {
  let at = 0;
  for (const key in o) if (key !== names[at++]) return false;
  if (at !== ${names.length}) return false;
${each((at) => `  const v${at} = o[${names[at]}];`)}
  const p = protoOf(o); // behind the loads: the engine knows the hidden class by then
  if (p !== proto && !steps.accepts(p)) return false;
  if (isPlain && typeof t === "number" && t > -${timeMaxMs} && t < ${timeMaxMs}) ms[n] = t;
  else isPlain = steps.time(n, t);
${each(store)}
  return true;
}
};`;
}

function store(at: number, way: number): string {
  const odd = `else if (!steps.odd(${at}, n, v${at})) return steps.fail(n);`;
  // The bits of a NaN differ by how it came about; on the tape there is one. (A choice of what to store would box it.)
  if (way === ways.f64)
    return `  if (typeof v${at} === "number") { c${at}[n] = v${at}; if (v${at} !== v${at}) c${at}[n] = NaN; } ${odd}`;
  if (way === ways.bool)
    return `  if (v${at} === true) c${at}[n] = 1; else if (v${at} === false) c${at}[n] = 0; ${odd}`;
  if (way === ways.word) {
    return `  if (typeof v${at} === "string") {
    if (v${at} !== w${at}) { i${at} = steps.word(${at}, v${at}); w${at} = v${at}; if (i${at} < 0) { w${at} = undefined; return steps.fail(n); } }
    c${at}[n] = i${at};
  } ${odd}`;
  }
  if (way === ways.i64)
    return `  if (typeof v${at} === "bigint" && BigInt.asIntN(64, v${at}) === v${at}) c${at}[n] = v${at}; ${odd}`;
  const call = way === ways.array ? "array" : way === ways.none ? "odd" : "other";
  return `  if (!steps.${call}(${at}, n, v${at}) && !steps.odd(${at}, n, v${at})) return steps.fail(n);`;
}
