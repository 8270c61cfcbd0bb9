/** What names blobs: the commits of all tapes, the state that their operations give, snapshots, quarantine, pins and the cache. */
import { runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { namesIn, readIfSmall } from "../base/small-file.js";
import { mentionedIn, type Reference, type Roots } from "../blob/collect.js";

import { isTapelabError } from "../errors.js";
import { runLabels } from "../run/run-record.js";
import { Fold } from "../state/fold.js";
import { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { KIND } from "../tape/types.js";
import { decodeImage, type StoredBlob } from "../value/decode.js";
import { storages } from "../value/kinds.js";
import { Asset, decodeOperationValue, mayHaveOperations, readOperations } from "../value/operations.js";
import { openShape } from "../value/shape.js";
import type { Environment } from "./environment.js";
import { examineTape } from "./examine.js";
import type { Ghosts } from "./ghost-blobs.js";
import type { SessionEntry } from "./session-list.js";

/** However old they are, the newest commits of a tape keep their blobs. */
const newestKept = 100;
const dayMs = 86_400_000;

export interface RootOptions {
  /** All blobs that lie in the store. */
  readonly stored: ReadonlySet<string>;
  readonly nowMs: number;
  readonly windowDays: number;
  /** Other windows for blobs of a media type, a name or an ending of a name. */
  readonly perType: Readonly<Record<string, number>>;
  /** Kept by pins and the cache. */
  readonly others: Iterable<string>;
  /** Outputs that are to become ghosts: being named by the lists of outputs of runs does not keep them. */
  readonly ghosts?: Pick<Ghosts, "blobs" | "tapes"> | undefined;
  onProgress?(done: number, total: number): void;
}

export interface FoundRoots extends Roots {
  /** Labels or ids of tapes that may name more than can be read. */
  readonly damaged: readonly string[];
}

export async function findRoots(
  environment: Environment,
  sessions: readonly SessionEntry[],
  options: RootOptions,
): Promise<FoundRoots> {
  const marking = new Marking(environment, options);
  for (const [index, entry] of sessions.entries()) {
    options.onProgress?.(index, sessions.length);
    await marking.tape(entry);
  }
  return marking.done();
}

class Marking {
  readonly #environment: Environment;
  readonly #options: RootOptions;
  readonly #kept: Set<string>;
  readonly #named = new Map<string, Reference>();
  readonly #damaged: string[] = [];
  readonly #state = new Fold();

  constructor(environment: Environment, options: RootOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#kept = new Set(options.others);
  }

  done(): FoundRoots {
    this.#keepMentioned(this.#state.encode());
    return { kept: this.#kept, named: this.#named, damaged: this.#damaged };
  }

  async tape(entry: SessionEntry): Promise<void> {
    const { disk } = this.#environment;
    const tape = entry.label || entry.id;
    if ((await runLater(disk, namesIn(entry.dir))).length === 0) return; // its start was cut off: nothing was confirmed
    const { damage, problem } = await examineTape(this.#environment, entry, {});
    let isWhole = damage.length === 0 && problem === undefined;
    await this.#files(entry.dir);
    if (entry.state === "empty") return;
    try {
      const reader = await TapeReader.open(disk, entry.dir, { name: tape });
      try {
        const recent = reader.commits.length - newestKept;
        for (const [index, commit] of reader.commits.entries())
          isWhole = (await this.#commit(reader, commit, { tape, isRecent: index >= recent })) && isWhole;
      } finally {
        await reader.close();
      }
    } catch (error) {
      if (!isTapelabError(error)) throw error;
      isWhole = false;
    }
    if (!isWhole) this.#damaged.push(tape);
  }

  /** False when the commit cannot be read. */
  async #commit(
    reader: TapeReader,
    entry: CommitEntry,
    { tape, isRecent }: { tape: string; isRecent: boolean },
  ): Promise<boolean> {
    try {
      const image = await reader.image(entry);
      const { sequence, wallMs, kind, label } = entry;
      const decoded = decodeImage(image, (id) => {
        const shape = reader.shapeBytes(entry, id);
        return shape && openShape(shape);
      });
      const facts = new Map(
        decoded.blobs.map((sha256) => [sha256, { sha256, size: 0, name: "", media: "", type: "" }]),
      );
      if (mayHaveOperations(kind)) {
        const commit = readOperations(sequence, image);
        this.#state.apply(reader.tapeId, commit);
        for (const { value } of facts.size > 0 ? commit.operations : []) {
          const asset = value && decodeOperationValue(value);
          if (asset instanceof Asset) facts.set(asset.sha256, { ...asset, size: asset.sizeBytes });
        }
      }
      if (facts.size === 0) return true;
      for (const blob of blobsOf(decoded)) facts.set(blob.sha256, blob);
      const isOutputs = kind === KIND.system && label === runLabels.outputs;
      if (isOutputs)
        for (const output of outputsOf(decoded.meta)) if (facts.has(output.sha256)) facts.set(output.sha256, output);
      for (const { sha256, size, name, media } of facts.values()) {
        const isGhost = isOutputs && this.#options.ghosts?.tapes.has(reader.tapeId) === true;
        this.#refer(sha256, { sizeBytes: size, name, media, tape, sequence, wallMs }, isRecent, isGhost);
      }
      return true;
    } catch (error) {
      if (!isTapelabError(error)) throw error;
      return false;
    }
  }

  /** `isOutput`: the list of outputs of a run names it. Any other commit keeps what is to become a ghost. */
  #refer(sha256: string, reference: Reference, isRecent: boolean, isOutput: boolean): void {
    const { nowMs, ghosts } = this.#options;
    const isGhost = ghosts?.blobs.has(sha256) === true;
    // A time that is no number, or ahead of the clock, is inside every window.
    const isInside = isRecent || !(reference.wallMs < nowMs - this.#windowOf(reference) * dayMs);
    if (isGhost ? !isOutput : isInside) this.#kept.add(sha256);
    const known = this.#named.get(sha256);
    if (!known || !(reference.wallMs < known.wallMs)) this.#named.set(sha256, reference);
  }

  #windowOf({ name, media }: Reference): number {
    const { perType, windowDays } = this.#options;
    for (const [type, days] of Object.entries(perType))
      if (name === type || media === type || media.startsWith(`${type}/`) || name.endsWith(type)) return days;
    return windowDays;
  }

  /** What nobody decodes here keeps every blob that it mentions. */
  async #files(dir: string): Promise<void> {
    const { disk } = this.#environment;
    for (const folder of ["quarantine", "snapshots", "repairs", "overlay", "kept"]) {
      for (const name of await runLater(disk, namesIn(`${dir}/${folder}`))) {
        const bytes = await runLater(disk, readIfSmall(`${dir}/${folder}/${name}`, limits.segmentHardBytes));
        if (bytes) this.#keepMentioned(bytes);
      }
    }
  }

  #keepMentioned(bytes: Uint8Array): void {
    for (const sha256 of mentionedIn(bytes, this.#options.stored)) this.#kept.add(sha256);
  }
}

/** What the note on a run's outputs says of their contents. */
function outputsOf({ artifacts }: Readonly<Record<string, unknown>>): StoredBlob[] {
  const all = (Array.isArray(artifacts) ? artifacts : []) as readonly Partial<Record<string, unknown>>[];
  return all.flatMap(({ sha256, size, key, media, kind }) =>
    typeof sha256 === "string" && typeof size === "number" && typeof key === "string" && kind !== "directory"
      ? [{ sha256, size, name: key, media: typeof media === "string" ? media : "", type: "" }]
      : [],
  );
}

function* blobsOf({ strips }: ReturnType<typeof decodeImage>): Generator<StoredBlob, void, void> {
  for (const strip of strips) {
    const names = new Set(strip.columns.filter(({ storage }) => storage === storages.blob).map(({ name }) => name));
    for (const name of names) {
      for (let row = 0; row < strip.rows; row++) {
        const stored = strip.stored(name, row);
        if (stored.kind === "blob") yield stored.blob;
      }
    }
  }
}
