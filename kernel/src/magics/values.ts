/** The values of a magic line when it is reached: what `{path}` inserts, and whether it fits. */

import { near } from "tapelab/host";
import { operandSpec } from "./arguments.js";
import { operandNeeds, optionNeeds } from "./needs.js";
import type { Call } from "./parse.js";
import { UsageProblem } from "./problem.js";
import type { OptionSpec } from "./table.js";
import { listOf, wrongText } from "./takes.js";
import { type PathPiece, pairOf, type Value } from "./words.js";

/** Values of the variables that a line names; reading an unknown one throws. */
export type Thunks = Readonly<Record<string, () => unknown>>;

/** One magic line, with values. Whatever is wrong is thrown as UsageProblem. */
export class Request {
  readonly call: Call;
  readonly #thunks: Thunks;
  readonly #known: () => readonly string[];

  constructor(call: Call, thunks: Thunks, known: () => readonly string[]) {
    this.call = call;
    this.#thunks = thunks;
    this.#known = known;
  }

  get title(): string {
    return this.call.title;
  }

  has(option: string): boolean {
    return this.call.options.has(option);
  }

  text(option: string): string | undefined {
    return this.texts(option)[0];
  }

  texts(option: string): readonly string[] {
    const spec = this.#spec(option);
    return (this.call.options.get(option) ?? []).map((value) => {
      const text = this.textOf(value);
      if (wrongText(spec, text) !== undefined)
        throw new UsageProblem(value.start, optionNeeds(this.call, spec, `--${option}`, JSON.stringify(text)));
      return text;
    });
  }

  count(option: string): number | undefined {
    const text = this.text(option);
    return text === undefined ? undefined : Number(text);
  }

  /** `--blob x,y --blob z`: all names. */
  list(option: string): readonly string[] {
    return this.texts(option).flatMap(listOf);
  }

  operand(n: number): string | undefined {
    const value = this.call.operands[n];
    return value && this.#operandText(value, n);
  }

  /** An operand as a value: a number, true, false or null where the text is one; what is inserted keeps its type. */
  typedOperand(n: number): unknown {
    const value = this.call.operands[n];
    return value === undefined ? undefined : this.#typed(value);
  }

  operands(): readonly string[] {
    return this.call.operands.map((value, n) => this.#operandText(value, n));
  }

  /** Key and value of each pair of `--meta`; undefined without any. */
  pairs(option: string): Record<string, unknown> | undefined {
    const values = this.call.options.get(option);
    return values === undefined ? undefined : this.pairsOf(values);
  }

  pairsOf(values: readonly Value[]): Record<string, unknown> {
    const pairs: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const value of values) {
      const pair = pairOf(value);
      if (pair === undefined) continue;
      if (Object.hasOwn(pairs, pair.key)) {
        const { outcome } = this.call.command;
        throw new UsageProblem(value.start, `The key "${pair.key}" is given twice. ${outcome} Give it once.`);
      }
      pairs[pair.key] = this.#typed(pair.value);
    }
    return { ...pairs };
  }

  /** The value of a variable that the line names. */
  variable(name: string, at: number): unknown {
    const read = Object.hasOwn(this.#thunks, name) ? this.#thunks[name] : undefined;
    try {
      if (read !== undefined) return read();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ReferenceError") throw error;
      if (error.message.includes("before initialization")) throw this.#noValueYet(name, at);
    }
    throw this.#unknown(name, at);
  }

  textOf(value: Value): string {
    return value.pieces.map((piece) => (piece.kind === "text" ? piece.text : this.#insertedText(piece))).join("");
  }

  #operandText(value: Value, n: number): string {
    const text = this.textOf(value);
    const spec = operandSpec(this.call.command.operands, n);
    if (spec !== undefined && wrongText(spec, text) !== undefined)
      throw new UsageProblem(value.start, operandNeeds(this.call, spec, JSON.stringify(text)));
    return text;
  }

  #spec(option: string): OptionSpec {
    return this.call.command.options.find(({ name }) => name === option) ?? { name: option, summary: "" };
  }

  /** Alone in a pair an inserted value keeps its type; bare text is read as JSON would be. */
  #typed(value: Value): unknown {
    const [first, ...more] = value.pieces;
    if (first === undefined) return "";
    if (more.length > 0) return this.textOf(value);
    if (first.kind === "path") return this.#inserted(first);
    return first.isQuoted ? first.text : bareValue(first.text);
  }

  #insertedText(piece: PathPiece): string {
    const value = this.#inserted(piece);
    if ((typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol") || value === null)
      return String(value);
    throw this.#problem(
      piece,
      `{${pathText(piece)}} is no number or text and cannot stand in a text.`,
      "Insert a property of it.",
    );
  }

  #inserted(piece: PathPiece): unknown {
    let value = this.variable(piece.variable, piece.start + 1);
    let path = piece.variable;
    for (const step of piece.steps) {
      const property = isThere(value) ? Object.getOwnPropertyDescriptor(Object(value), step) : undefined;
      if (property === undefined || !("value" in property)) {
        const what = property === undefined ? "has no own property" : "computes its property";
        throw this.#problem(
          piece,
          `{${pathText(piece)}} cannot be inserted: ${path} ${what} "${step}".`,
          "Assign it to a variable first.",
        );
      }
      value = property.value;
      path += typeof step === "number" ? `[${step}]` : `.${step}`;
    }
    return value;
  }

  #problem({ start }: PathPiece, what: string, way: string): UsageProblem {
    return new UsageProblem(start, `${what} ${this.call.command.outcome} ${way}`);
  }

  #unknown(name: string, at: number): UsageProblem {
    const [meant] = near(name, this.#known());
    const way = meant === undefined ? "Declare it first, or run the cell that does." : `Did you mean "${meant}"?`;
    return new UsageProblem(at, `There is no variable "${name}" in this notebook. ${this.call.command.outcome} ${way}`);
  }

  #noValueYet(name: string, at: number): UsageProblem {
    return new UsageProblem(
      at,
      `The variable "${name}" has no value yet. ${this.call.command.outcome} Move the line below its declaration.`,
    );
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function pathText({ variable, steps }: PathPiece): string {
  return variable + steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
}

function bareValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}
