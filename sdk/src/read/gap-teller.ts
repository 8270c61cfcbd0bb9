/** Tells the damage of a tape to a reader in order with what it reads, each piece once, if the filters allow it. */
import type { Damage } from "../tape/types.js";
import type { Query } from "./selection.js";
import type { Reading } from "./walk.js";

export class GapTeller {
  readonly #reading: Reading;
  readonly #waiting: Damage[];

  constructor(reading: Reading, query: Query, after = 0) {
    this.#reading = reading;
    this.#waiting = reading.reader.report.damage
      .filter((damage) => damage.lastSequence > after && isSelected(damage, query))
      .sort((a, b) => a.firstSequence - b.firstSequence);
  }

  /** Reading has come to this commit. */
  passed(sequence: number): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.firstSequence < sequence) this.#tell(this.#waiting.shift()!);
  }

  /** Reading has come to the end. */
  rest(): void {
    while (this.#waiting.length > 0) this.#tell(this.#waiting.shift()!);
  }

  #tell(damage: Damage): void {
    this.#reading.onGap({ kind: "gap", tape: this.#reading.tape.id, ...damage });
  }
}

/** Nothing but its numbers is known of a damaged commit; only the sequence filter can rule it out. */
function isSelected(damage: Damage, query: Query): boolean {
  const { from = 0, to = Number.POSITIVE_INFINITY } = query.selection.sequence ?? {};
  return damage.lastSequence >= from && damage.firstSequence <= to;
}
