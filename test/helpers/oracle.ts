/**
 * What a tape may show after anything that happened to it: the laws of recovery, kept apart from the code they judge.
 *
 * acknowledged ⊆ recovered ⊆ attempted; order kept; sequences gap-free or reported; no damage unless some was done.
 */
export type Level = "os" | "disk";

export interface Reading {
  readonly commits: readonly { readonly sequence: number; readonly label: string; readonly image: Uint8Array }[];
  readonly damage: readonly { readonly code: string; readonly firstSequence: number; readonly lastSequence: number }[];
  readonly notices: readonly { readonly code: string }[];
  readonly tornBytes: number;
}

export interface Acknowledgement {
  readonly sequence: number;
  readonly label: string;
  readonly level: Level;
  /** H(n), where the writer told it. */
  readonly hash?: string;
}

interface Attempt {
  readonly image: Uint8Array;
  readonly writer: number;
  readonly order: number;
}

export class Oracle {
  readonly #attempts = new Map<string, Attempt>();
  readonly #acknowledged = new Map<number, Acknowledgement>();

  /** A writer sets out to write this image. Labels are unique. */
  attempt(label: string, image: Uint8Array, writer = 0): void {
    if (this.#attempts.has(label)) throw new Error(`the test used label ${label} twice`);
    this.#attempts.set(label, { image: image.slice(), writer, order: this.#attempts.size });
  }

  /** A writer was told that its commit is safe at this level. */
  acknowledge(acknowledgement: Acknowledgement): void {
    const { sequence, label, level } = acknowledgement;
    const before = this.#acknowledged.get(sequence);
    if (before && before.label !== label) {
      throw new Error(`commit ${sequence} was acknowledged twice: as ${before.label} and as ${label}`);
    }
    if (!before || level === "disk") this.#acknowledged.set(sequence, acknowledgement);
  }

  /** What was acknowledged at level os may be gone now. */
  losePower(): void {
    for (const [sequence, { level }] of this.#acknowledged) if (level === "os") this.#acknowledged.delete(sequence);
  }

  /** The same knowledge, to be added to apart from this one. */
  copy(): Oracle {
    const copy = new Oracle();
    for (const [label, attempt] of this.#attempts) copy.#attempts.set(label, attempt);
    for (const [sequence, one] of this.#acknowledged) copy.#acknowledged.set(sequence, one);
    return copy;
  }

  get attemptCount(): number {
    return this.#attempts.size;
  }

  get acknowledged(): readonly Acknowledgement[] {
    return [...this.#acknowledged.values()].sort((a, b) => a.sequence - b.sequence);
  }

  /** Throws when the reading breaks a law. `damageDone`: bytes were changed behind the writers' backs. */
  check(reading: Reading, damageDone = false): void {
    this.#checkNothingInvented(reading);
    this.#checkNothingLost(reading);
    this.#checkOrder(reading);
    checkNumbers(reading);
    const [first] = reading.damage;
    if (first && !damageDone) {
      throw new Error(`false alarm: ${first.code} for commits ${first.firstSequence}-${first.lastSequence}`);
    }
  }

  #checkNothingInvented({ commits }: Reading): void {
    const seen = new Set<string>();
    for (const { sequence, label, image } of commits) {
      const attempt = this.#attempts.get(label);
      if (!attempt) throw new Error(`commit ${sequence} (${label}) was invented`);
      if (Buffer.compare(attempt.image, image) !== 0)
        throw new Error(`commit ${sequence} (${label}) has other bytes than were written`);
      if (seen.has(label)) throw new Error(`commit ${sequence} (${label}) is there twice`);
      seen.add(label);
    }
  }

  #checkNothingLost({ commits, damage }: Reading): void {
    const found = new Map(commits.map((commit) => [commit.sequence, commit.label]));
    for (const { sequence, label, level } of this.#acknowledged.values()) {
      const there = found.get(sequence);
      if (there === label) continue;
      if (there === undefined && isReported(sequence, damage)) continue;
      throw new Error(
        `commit ${sequence} (${label}), acknowledged at level ${level}, is lost: found ${there ?? "nothing"}`,
      );
    }
  }

  #checkOrder({ commits }: Reading): void {
    const latest = new Map<number, number>();
    for (const { label } of commits) {
      const { writer, order } = this.#attempts.get(label) as Attempt;
      if (order < (latest.get(writer) ?? -1))
        throw new Error(`commit ${label} stands behind one that was written later`);
      latest.set(writer, order);
    }
  }
}

function checkNumbers({ commits, damage }: Reading): void {
  let expected = 1;
  for (const { sequence } of commits) {
    if (sequence < expected) throw new Error(`commit ${sequence} comes after ${expected - 1}`);
    for (; expected < sequence; expected++) {
      if (!isReported(expected, damage)) throw new Error(`commit ${expected} is missing and not reported`);
    }
    expected = sequence + 1;
  }
}

function isReported(sequence: number, damage: Reading["damage"]): boolean {
  return damage.some(({ firstSequence, lastSequence }) => firstSequence <= sequence && sequence <= lastSequence);
}
