/**
 * What magics there are: one table that parsing, help, completion and `%lsmagic` read, so that none can disagree. Both
 * threads have it; what a magic does is on the main thread (`main-side.ts`).
 */

import { near } from "tapelab/host";
import type { MagicSpec } from "../link.js";
import { otherMagics } from "./other-magics.js";
import { tapeCommands } from "./tape-commands.js";

/** How a value is written, which decides what is accepted and what completion offers. */
export type Takes =
  | "label"
  | "text"
  | "count"
  | "from0"
  | "since"
  | "drop"
  | "variables"
  | "list"
  | "indexes"
  | "pairs"
  | "path"
  | "choice"
  | "id";

/** Where completion finds values besides the notebook's variables. */
export type ValueSource =
  | "commit-labels"
  | "scope-labels"
  | "session-labels"
  | "recorded"
  | "files"
  | "settings"
  | "quarantine"
  | "launches"
  | "runs"
  | "artifacts";

export interface OptionSpec {
  readonly name: string;
  readonly letter?: string;
  readonly summary: string;
  /** Left out: a flag. */
  readonly takes?: Takes;
  /** What the value is, for help: `N`, `LABEL`. */
  readonly value?: string;
  /** The value may be left out; when given it follows a `=`. */
  readonly isOptional?: boolean;
  /** May be given again. */
  readonly isMany?: boolean;
  readonly choices?: readonly string[];
  readonly example?: string;
  readonly from?: ValueSource;
}

export interface OperandSpec {
  /** As help shows it: `NAME`. */
  readonly name: string;
  /** As errors call it: `a name for the scope`. */
  readonly what: string;
  readonly takes: Takes;
  readonly isNeeded?: boolean;
  readonly isMany?: boolean;
  readonly choices?: readonly string[];
  readonly from?: ValueSource;
}

/** What can be written behind a magic or a sub-command, and what is said about it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly operands: readonly OperandSpec[];
  readonly options: readonly OptionSpec[];
  /** What did not happen when the line is wrong: `Nothing was captured.` */
  readonly outcome: string;
  readonly example: string;
  /** TypeScript type of the value, by the options that were given. */
  readonly returns?: (has: (option: string) => boolean) => string;
  /** Takes `as NAME` at its end. */
  readonly hasAs?: boolean;
  /** As `%%magic command` it works on what the body declares. */
  readonly isCell?: boolean;
  /** What to call inside of functions that are not async. */
  readonly instead?: string;
  /** Its own commands: `%tape run launch`. */
  readonly commands?: readonly Command[];
}

export type MagicKind = "line" | "cell" | "both";

export interface Magic extends Command {
  readonly kind: MagicKind;
  /** `script`: the body stays TypeScript. `text`: the body is handed over as text. */
  readonly body: "script" | "text";
  /** The rest of the line is taken as it is: a TypeScript expression, or text. */
  readonly rest?: "expression" | "text";
  /** Its words are asked for on the main thread. */
  readonly completes?: boolean;
}

/** Options that every `%tape` command takes. */
export const commonOptions: readonly OptionSpec[] = [
  { name: "quiet", summary: "show nothing" },
  { name: "help", summary: "this text" },
];

const tapeMagic: Magic = {
  name: "tape",
  kind: "both",
  body: "script",
  summary: "record on a tape and read it back",
  operands: [],
  options: [{ name: "help", summary: "this text" }],
  outcome: "The cell did not run.",
  example: "%tape start lorenz",
  commands: tapeCommands.map(withCommonOptions),
};

function withCommonOptions(command: Command): Command {
  const options = [...command.options, ...commonOptions];
  return { ...command, options, commands: command.commands?.map(withCommonOptions) };
}

/** A command that has commands itself, as a magic: `%tape run`. */
export function groupOf(magic: Magic, command: Command): Magic {
  return { ...magic, ...command, kind: "line", name: `${magic.name} ${command.name}` };
}

/** The magics of this kernel and those that packages add. */
export class MagicTable {
  /** Grows when a magic is added. */
  version: number = 0;
  readonly #magics = new Map<string, Magic>();

  constructor() {
    for (const magic of [...otherMagics, tapeMagic]) this.#magics.set(magic.name, magic);
  }

  find(name: string): Magic | undefined {
    return this.#magics.get(name);
  }

  /** All, by name. */
  get all(): readonly Magic[] {
    return [...this.#magics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Names of the line or the cell magics that the name probably means. */
  near(name: string, isCell: boolean): readonly string[] {
    const known = this.all.filter(({ kind }) => kind === "both" || (kind === "cell") === isCell);
    return near(
      name,
      known.map((magic) => magic.name),
    );
  }

  /** Adds what a package registers; one of the same name is replaced, unless it is the kernel's own. */
  register(spec: MagicSpec): void {
    this.#magics.set(spec.name, fromSpec(spec));
    this.version++;
  }

  isOwn(name: string): boolean {
    return name === "tape" || otherMagics.some((magic) => magic.name === name);
  }
}

/** What is written for a magic, for people: `%time`, `%%html`, `%time and %%time`. */
export function sigil({ kind, name }: { readonly kind: MagicKind; readonly name: string }): string {
  return kind === "cell" ? `%%${name}` : `%${name}`;
}

function fromSpec({ name, kind, summary, options, completes }: MagicSpec): Magic {
  return {
    completes,
    name,
    kind,
    summary,
    body: "text",
    operands: [{ name: "WORDS", what: "words", takes: "text", isMany: true }],
    options: [
      ...options.map((option) => ({ ...option, takes: option.value === undefined ? undefined : ("text" as const) })),
      { name: "help", summary: "this text" },
    ],
    outcome: "The cell did not run.",
    example: kind === "cell" ? `%%${name}` : `%${name}`,
  };
}
