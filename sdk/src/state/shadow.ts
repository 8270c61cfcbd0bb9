/**
 * Moving over from a program's own state file: write both, compare, then turn reads to the tape. Until then, and after a
 * way back, the old file is what it always was; a failure of the tape never fails a save.
 */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { comparisonOf, isSameValue, type Parity, ParityFold, type ShadowNote } from "./shadow-parity.js";

/** Fields of one entity, as a state shows them. */
export type ShadowFields = Readonly<Record<string, unknown>>;

/** What a shadow needs of a workspace. */
export interface ShadowTape {
  /** Id of the session that takes edits and notes. */
  readonly session: string;
  edit(
    label: string,
    change: (edit: {
      set(entity: string, field: string, value: unknown): void;
      clear(entity: string, field: string): void;
    }) => void,
  ): Promise<unknown>;
  /** A SYSTEM commit labelled `shadow`. */
  note(note: ShadowNote): Promise<unknown>;
  /** Notes of earlier sessions of this workspace, oldest first. */
  notes(): Promise<Iterable<{ readonly session: string; readonly note: ShadowNote }>>;
  /** The fields of an entity now; undefined when there are none. */
  fields(entity: string): Promise<ShadowFields | undefined>;
  notify(text: string): void;
}

export interface ShadowOptions<T> {
  /** Names the entity `shadow/NAME`. */
  readonly name: string;
  /** Reads and writes the old file. */
  readonly read: () => T | Promise<T>;
  readonly write: (value: T) => void | Promise<void>;
  /** The value, from the fields on the tape; default: the fields are its own. */
  readonly project?: (fields: ShadowFields | undefined) => T;
  /** What a flip asks for; default: 100 equal comparisons in a row over 3 sessions. */
  readonly threshold?: { readonly equal?: number; readonly sessions?: number };
  readonly enabled?: boolean;
}

/** A value that is no plain object stands in this field as a whole. */
const WHOLE = "@value";

/** Opens the shadow of a state file. */
export async function openShadow<T>(tape: ShadowTape, options: ShadowOptions<T>): Promise<Shadow<T>> {
  const fold = new ParityFold();
  if (options.enabled !== false)
    for (const { session, note } of await tape.notes()) if (note.shadow === options.name) fold.apply(session, note);
  return new Shadow(tape, options, fold);
}

export class Shadow<T> {
  /** Whether anything but the old `write` happens. */
  enabled: boolean;
  readonly #tape: ShadowTape;
  readonly #options: ShadowOptions<T>;
  readonly #fold: ParityFold;
  readonly #entity: string;
  #broken = 0;
  #saves = 0;
  #turn: Promise<void> = Promise.resolve();

  /** @internal Shadows come from `openShadow`. */
  constructor(tape: ShadowTape, options: ShadowOptions<T>, fold: ParityFold) {
    this.enabled = options.enabled !== false;
    this.#tape = tape;
    this.#options = options;
    this.#fold = fold;
    this.#entity = `shadow/${options.name}`;
  }

  /** Saves as before; then puts what has changed on the tape and compares. Rejects only when the old `write` does. */
  async save(value: T): Promise<void> {
    if (!this.enabled) return this.#options.write(value);
    const save = ++this.#saves;
    if (!this.#fold.parity.isRetired) await this.#options.write(value);
    this.#turn = this.#turn.then(() => this.#follow(value, save)).catch((error: unknown) => this.#fail(error));
    await this.#turn;
  }

  /** The value: from the old file, after a flip from the tape. */
  async read(): Promise<T> {
    if (!this.enabled || !this.#fold.parity.isFlipped) return this.#options.read();
    await this.#turn;
    return this.#projected();
  }

  parity(): Parity {
    const { parity } = this.#fold;
    return this.enabled
      ? { enabled: true, broken: this.#broken, ...parity }
      : { ...parity, enabled: false, equivalent: true, compared: 0, broken: 0 };
  }

  /** Lets reads come from the tape. Rejects with `parity-not-reached` below the threshold, unless forced. */
  async flip({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    const { equal = 100, sessions = 3 } = this.#options.threshold ?? {};
    if (!force) this.#assert("flip", this.#fold.parity.equal, equal, sessions);
    await this.#note({ shadow: this.#options.name, turn: "flip", forced: force });
  }

  /** Lets reads come from the old file again. */
  async unflip(): Promise<void> {
    await this.#note({ shadow: this.#options.name, turn: "unflip", forced: false });
  }

  /** Stops writing the old file: after a flip and as many equal comparisons again, or forced. */
  async retire({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    const { equalSinceFlip, isFlipped } = this.#fold.parity;
    if (!force) this.#assert("retire", isFlipped ? equalSinceFlip : 0, this.#options.threshold?.equal ?? 100, 0);
    await this.#note({ shadow: this.#options.name, turn: "retire", forced: force });
  }

  async #follow(value: T, save: number): Promise<void> {
    const before = (await this.#tape.fields(this.#entity)) ?? {};
    const after: ShadowFields = isPlain(value) ? value : { [WHOLE]: value };
    const set = Object.keys(after).filter(
      (field) =>
        after[field] !== undefined && !(Object.hasOwn(before, field) && isSameValue(before[field], after[field])),
    );
    const gone = Object.keys(before).filter((field) => !Object.hasOwn(after, field) || after[field] === undefined);
    if (set.length + gone.length > 0)
      await this.#tape.edit("shadow", (edit) => {
        for (const field of set) edit.set(this.#entity, field, after[field]);
        for (const field of gone) edit.clear(this.#entity, field);
      });
    // While another save is under way, the old file may be ahead of what is on the tape.
    if (save !== this.#saves || this.#fold.parity.isRetired) return;
    const [old, now] = [await this.#options.read(), await this.#projected()];
    if (save !== this.#saves) return;
    const note = comparisonOf(this.#options.name, old, now);
    const { isFlipped } = this.#fold.parity;
    await this.#note(note);
    if ("path" in note && isFlipped)
      this.#tape.notify(
        `The old file of "${shown(this.#options.name, 60)}" and the tape differ at ${shown(note.path, 80) || "their root"}. Reads come from the tape. Compare both, or call unflip().`,
      );
  }

  async #projected(): Promise<T> {
    const fields = await this.#tape.fields(this.#entity);
    if (this.#options.project) return this.#options.project(fields);
    return (fields && Object.hasOwn(fields, WHOLE) ? fields[WHOLE] : { ...fields }) as T;
  }

  async #note(note: ShadowNote): Promise<void> {
    await this.#tape.note(note);
    this.#fold.apply(this.#tape.session, note);
  }

  #fail(error: unknown): void {
    this.#broken++;
    if (this.#broken > 1) return;
    const why = error instanceof Error ? error.message : String(error);
    this.#tape.notify(
      `A save of "${shown(this.#options.name, 60)}" is in the old file and not on the tape. Later saves are tried again; parity() counts them. ${why}`,
    );
  }

  #assert(call: string, equal: number, needed: number, sessionsNeeded: number): void {
    const { sessions } = this.#fold.parity;
    const lacks: string[] = [];
    if (equal < needed) lacks.push(`${needed - equal} more equal comparisons (${equal} of ${needed})`);
    if (sessions < sessionsNeeded)
      lacks.push(`${sessionsNeeded - sessions} more sessions (${sessions} of ${sessionsNeeded})`);
    if (lacks.length === 0) return;
    const { name } = this.#options;
    throw new TapelabError(
      "parity-not-reached",
      `${call} of "${shown(name, 60)}" needs ${lacks.join(" and ")}. Nothing was changed. Go on saving, or ${call} with {force: true}.`,
      { name, equal, needed, sessions, sessionsNeeded },
    );
  }
}

function isPlain(value: unknown): value is ShadowFields {
  const prototype: unknown = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}
