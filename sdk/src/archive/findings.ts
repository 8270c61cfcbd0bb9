/** What verification of an archive found, and how it is told. */

/** One thing that is not what the manifest says. */
export interface Finding {
  /** The leaf, as we name it. */
  readonly path: string;
  readonly text: string;
  readonly firstSequence: number | undefined;
  readonly lastSequence: number | undefined;
}

/** Commits that are not in the archive or not proved. */
export interface LostEvents {
  readonly first: number;
  readonly last: number;
}

/** Commits that a part holds which is not here. */
export interface MissingPart extends LostEvents {
  readonly part: number;
}

export function commitsText(first: number, last: number): string {
  return first === last ? `commit ${first}` : `commits ${first}-${last}`;
}

/** "1 file is", "3 files are". */
export function countedAre(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
}

/** Findings in the order in which they were met. */
export class Findings {
  readonly list: Finding[] = [];
  #isFull = false;

  /** Events that are missing one behind the other are one finding; returns the first sequence of that. */
  add(path: string, what: string, first?: number, last: number | undefined = first): number {
    const before = this.list.at(-1);
    const isNext = before?.text.includes(MISSING) && before.lastSequence === (first ?? 0) - 1;
    if (before && isNext && what === MISSING) {
      this.list.pop();
      this.#put(before.path, what, before.firstSequence, last);
      return before.firstSequence ?? 0;
    }
    this.#put(path, what, first, last);
    return first ?? 0;
  }

  #put(path: string, what: string, first: number | undefined, last: number | undefined): void {
    if (this.list.length >= LIST_MAX) {
      if (!this.#isFull)
        this.list.push({ path, text: "More than is told here", firstSequence: first, lastSequence: last });
      this.#isFull = true;
      return;
    }
    const concerned = first === undefined || last === undefined ? "" : ` (${commitsText(first, last)})`;
    this.list.push({ path, text: `${path} ${what}${concerned}`, firstSequence: first, lastSequence: last });
  }
}

const MISSING = "is missing";
/** So many findings are told; whoever has more has lost the archive. */
const LIST_MAX = 1_000;
