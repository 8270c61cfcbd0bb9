/** What this process knows of a tape that it has just ended itself, without reading it back: what a reader would find. */
import type { Disk, DiskStat } from "../base/disk.js";
import { sessionInfo } from "../read/session-info.js";
import type { TapeListener } from "../record/session-options.js";
import { kindOf, type ToldNote, toldLabels } from "../run/fold-record.js";
import { segmentName } from "../tape/layout.js";
import { type KnownTape, noteOf, stampOf, toldOf } from "./run-records.js";

/** Listens to one tape and, at its end, tells what there is to know of it. Says nothing where that is not everything. */
export class OwnTapeRecord implements TapeListener {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #tell: (known: KnownTape, segment: DiskStat) => void;
  readonly #notes: ToldNote[] = [];
  #start: Readonly<Record<string, unknown>> | undefined;
  #lastMs = 0;
  #hasMore = false;

  /** `dir`: the folder of the tape. */
  constructor(disk: Disk, dir: string, tell: (known: KnownTape, segment: DiskStat) => void) {
    this.#disk = disk;
    this.#dir = dir;
    this.#tell = tell;
  }

  noted(label: string, text: string, wallMs: number): void {
    this.#lastMs = wallMs;
    const isStart = this.#start === undefined;
    if (!isStart && !toldLabels.has(label)) return;
    const meta = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (isStart) this.#start = meta;
    else this.#notes.push(noteOf(label, meta));
  }

  edited(): void {
    this.#hasMore = true;
  }

  ended(segment: number): void {
    const facts = this.#start;
    const kind = facts && kindOf(facts);
    if (!kind || this.#hasMore || segment !== 1) return; // after a failure of the disk the files decide
    const file = this.#disk.now.stat(`${this.#dir}/${segmentName(segment)}`);
    if (!file) return;
    const tape = this.#dir.slice(this.#dir.lastIndexOf("/") + 1);
    const info = { ...sessionInfo(tape, facts), state: "ended", dir: this.#dir } as const;
    const read = { notes: [...this.#notes], lastMs: this.#lastMs, isDamaged: false };
    const stamp = stampOf(this.#disk, this.#dir, segment, file);
    const told = toldOf(info, kind, read);
    this.#tell({ tape, state: "ended", stamp, segment, told, edits: [], isSettled: true, sequence: 0 }, file);
  }
}
