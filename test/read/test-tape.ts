import { canonicalJson } from "#sdk/base/canonical-json.js";
import type { Disk } from "#sdk/base/disk.js";
import { hex, sha256 } from "#sdk/base/sha256.js";
import { noBlobs } from "#sdk/read/blob-values.js";
import type { TapeSource } from "#sdk/read/tape-source.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage, type Image } from "#sdk/value/image.js";
import { type ScopeContext, type ScopeExtras, StageRows } from "#sdk/value/stage.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

export const startMs = 1_700_000_000_000;

export interface ScopeOptions extends ScopeExtras, Partial<ScopeContext> {
  /** Milliseconds since 1970 or bigint nanoseconds; null = no time column. */
  readonly time?: number | bigint | null;
}

/** Records a tape for tests of reading, without the record folder: scopes, commits, blobs, end. */
export class TestTape {
  readonly disk: Disk;
  readonly id: string;
  readonly label: string;
  readonly dir: string;
  readonly blobs = new Map<string, Uint8Array>();
  readonly writer: TapeWriter;
  readonly #stage: StageRows;
  readonly #contexts = new Map<string, ScopeContext>();
  opened = 0;
  closed = 0;

  constructor(
    options: {
      disk?: Disk;
      label?: string;
      number?: number;
      inlineMaxBytes?: number;
      root?: string;
      meta?: object;
    } = {},
  ) {
    const { disk = new MemoryDisk(), label = "demo", number = 1, inlineMaxBytes = 262_144, root = "/w" } = options;
    this.disk = disk;
    this.label = label;
    this.id = `0198f0c0ffee7000${String(number).padStart(16, "0")}`;
    this.dir = `${root}/tapes/${this.id}`;
    disk.now.mkdir(`${root}/tapes`);
    const deps = { disk, clock: new FixedClock(), ids: new CounterIds(), background: false };
    this.writer = TapeWriter.create(this.dir, "0198f0c0ffee70008000000000000099", deps);
    this.#stage = new StageRows({
      inlineMaxBytes,
      isRedacted: () => false,
      putBlob: (bytes) => {
        const hash = sha256(bytes);
        this.blobs.set(hex(hash), bytes.slice());
        return { bytes, sha256: hash };
      },
    });
    const facts = {
      id: this.id,
      kind: "session",
      labels: [label, "tag"],
      start_ns: `${startMs + number}000000`,
      host: "lab3",
      ...(options.meta ? { meta: options.meta } : {}),
    };
    this.#append(
      encodeImage({ label: "session_start", kind: 8, wallMs: startMs, meta: canonicalJson(facts) }, undefined),
    );
  }

  /** Stages one scope. */
  scope(labels: string | readonly string[], variables: object, options: ScopeOptions = {}): this {
    const { time = startMs, meta, marks, units, level, levels, ...given } = options;
    const context = { labels: [labels].flat() as string[], srcFile: "src/sim.ts", srcLine: 12, ...given };
    const key = JSON.stringify(context);
    if (!this.#contexts.has(key)) this.#contexts.set(key, context);
    this.#stage.append(this.#contexts.get(key)!, variables, time ?? undefined, { meta, marks, units, level, levels });
    return this;
  }

  /** Writes what is staged as one commit. */
  commit(label = "", options: { meta?: object; kind?: number; wallMs?: number } = {}): this {
    const { meta = {}, kind = 0, wallMs = startMs } = options;
    this.#append(encodeImage({ label, kind, wallMs, meta: canonicalJson(meta) }, this.#stage.take()));
    return this;
  }

  async end(): Promise<this> {
    await this.writer.end();
    return this;
  }

  /** The tape as a reader is given it; counts readers opened and closed. */
  source(over: Partial<TapeSource> = {}): TapeSource {
    const blobs = {
      read: async (hash: string) => this.blobs.get(hash),
      readNow: (hash: string) => this.blobs.get(hash),
    };
    return {
      id: this.id,
      label: this.label,
      blobs: this.blobs.size > 0 ? blobs : noBlobs,
      open: async (options) => {
        const reader = await TapeReader.open(this.disk, this.dir, { ...options, name: this.label });
        const close = reader.close.bind(reader);
        this.opened++;
        reader.close = () => {
          this.closed++;
          return close();
        };
        return reader;
      },
      ...over,
    };
  }

  #append(image: Image): void {
    const { error } = this.writer.append([image]);
    if (error) throw error;
  }
}

/** Three commits: a (x 0..9), b (x 10..19), c (x 20..29). */
export function threeCommits(options: ConstructorParameters<typeof TestTape>[0] = {}): TestTape {
  const recorded = new TestTape(options);
  ["a", "b", "c"].forEach((label, k) => {
    for (let i = 0; i < 10; i++) {
      const x = k * 10 + i;
      recorded.scope(
        x % 2 ? ["s", "odd"] : "s",
        { x, y: x / 2 },
        { time: startMs + x, srcFile: `src/${label}.ts`, meta: { x } },
      );
    }
    recorded.commit(label, { wallMs: startMs + k });
  });
  return recorded;
}

/** Overwrites one byte in the middle of a commit's image. */
export async function damage(recorded: TestTape, sequence: number): Promise<void> {
  const disk = recorded.disk as MemoryDisk;
  const reader = await recorded.source().open();
  const entry = reader.commits.find((one) => one.sequence === sequence)!;
  await reader.close();
  const path = `${recorded.dir}/seg-00000001.tape`;
  const bytes = disk.bytes(path).slice();
  bytes[entry.offset + (entry.size >> 1)]! ^= 0x40;
  disk.put(path, bytes);
}
