/** A small program that writes a tape and tells the oracle what it was told. One recorder is one process. */
import { TapeWriter } from "#sdk/tape/writer.js";
import type { Image } from "#sdk/value/image.js";
import { CounterIds } from "./counter-ids.js";
import type { FaultDisk } from "./fault-disk.js";
import { FixedClock } from "./fixed-clock.js";
import { type TestImageOptions, testImage } from "./images.js";
import type { Oracle } from "./oracle.js";
import type { Rng } from "./rng.js";
import { testWorkspaceId } from "./segments.js";

export class Recorder {
  readonly disk: FaultDisk;
  readonly #oracle: Oracle;
  readonly #writerNumber: number;
  readonly #writer: TapeWriter;
  /** Made and not taken by the writer, because its disk failed. */
  #held: Image[] = [];
  #waiting: Promise<void>[] = [];
  #isFenced = false;

  private constructor(disk: FaultDisk, oracle: Oracle, writer: TapeWriter, writerNumber: number) {
    this.disk = disk;
    this.#oracle = oracle;
    this.#writer = writer;
    this.#writerNumber = writerNumber;
  }

  static create(disk: FaultDisk, dir: string, oracle: Oracle, writerNumber = 0): Recorder {
    return new Recorder(
      disk,
      oracle,
      TapeWriter.create(dir, testWorkspaceId, depsOf(disk, writerNumber)),
      writerNumber,
    );
  }

  static async resume(disk: FaultDisk, dir: string, oracle: Oracle, writerNumber = 0): Promise<Recorder> {
    const { writer } = await TapeWriter.resume(dir, depsOf(disk, writerNumber), { takeOver: true });
    return new Recorder(disk, oracle, writer, writerNumber);
  }

  /** Nothing more can come of this process. */
  get isOver(): boolean {
    return this.disk.isDead || this.#isFenced;
  }

  get heldCount(): number {
    return this.#held.length;
  }

  async open(): Promise<void> {
    await this.#guard(() => this.#writer.open());
  }

  /** Writes commits at level os, behind those that failed before, and asks for durability if wanted. */
  append(options: readonly TestImageOptions[], level: "os" | "disk"): void {
    const images = options.map((option) => this.#image(option));
    const all = [...this.#held, ...images];
    let written: ReturnType<TapeWriter["append"]>["written"] = [];
    try {
      ({ written } = this.#writer.append(all));
    } catch (error) {
      this.#failed(error);
      // The outcome of what was written is unknown; it may not be written a second time by this test.
      this.#held = [];
      return;
    }
    this.#held = all.slice(written.length);
    if (this.disk.isDead) return;
    for (const { sequence, label } of written) this.#oracle.acknowledge({ sequence, label, level: "os" });
    const last = written.at(-1);
    if (level === "os" || !last) return;
    this.#waiting.push(
      last.durable().then(
        () => {
          if (this.disk.isDead) return;
          for (const { sequence, label, hash } of written)
            this.#oracle.acknowledge({ sequence, label, level: "disk", hash });
        },
        (error: unknown) => this.#failed(error),
      ),
    );
  }

  /** Waits for everything that was asked to be durable. */
  async settle(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await Promise.all(waiting);
  }

  async end(): Promise<void> {
    await this.settle();
    await this.#guard(() => this.#writer.end());
  }

  async close(): Promise<void> {
    await this.settle();
    await this.#guard(() => this.#writer.close());
  }

  #image(options: TestImageOptions): Image {
    const image = testImage({ ...options, label: `${options.label}-${this.#oracle.attemptCount}` });
    this.#oracle.attempt(image.label, image.bytes, this.#writerNumber);
    return image;
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Every failure is a typed error or the end of the process; anything else is a bug and fails the test. */
  #failed(error: unknown): void {
    const { name, code } = error as { name?: string; code?: string };
    if (code === "fenced") this.#isFenced = true;
    if (this.disk.isDead) return;
    if (name !== "TapelabError" && !/^(EIO|ENOSPC|EMFILE)$/.test(code ?? "")) throw error;
  }
}

function depsOf(disk: FaultDisk, writerNumber: number): Parameters<typeof TapeWriter.create>[2] {
  return { disk, clock: new FixedClock(), ids: new CounterIds(1_000 * writerNumber + 1), background: false };
}

/** Commits as they come in life: mostly small, sometimes with many rows, sometimes with a new shape. */
export function randomCommits(rng: Rng, max = 4): TestImageOptions[] {
  return Array.from({ length: 1 + rng.below(max) }, () => ({
    label: "c",
    rows: rng.pick([0, 1, 1, 1, 3, 8, 9, 20, 300]),
    shape: rng.pick([0, 0, 0, 1, 2]),
    meta: rng.chance(0.2) ? JSON.stringify({ note: "x".repeat(rng.below(900)) }) : "",
  }));
}
