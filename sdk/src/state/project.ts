/** Projects the commits of a tape onto a read model, from the newest usable image on. */
import { Observable, type Subscriber } from "rxjs";
import type { Disk } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { TapeReader } from "../tape/reader.js";
import { Look } from "./look.js";
import { modelHash, type ReadModel } from "./model.js";
import { ShapeUnseen } from "./model-commit.js";
import { foldModels, ModelFold, storedIn } from "./model-fold.js";
import { type Start, startOf } from "./start.js";

export interface ProjectOptions {
  /** Up to this commit; default: everything. */
  readonly sequence?: number;
  readonly useSnapshots?: boolean;
  /** How texts name the tape; its id by default. */
  readonly name?: string;
}

export interface Projection<M> {
  readonly model: M;
  /** The last commit that is part of it. */
  readonly sequence: number;
  /** sha256 of name, version and image of the model, hex: equal for equal commits. */
  readonly hash: string;
}

/** The model of the tape in a folder. A pure read. */
export async function project<M>(
  disk: Disk,
  dir: string,
  model: ReadModel<M>,
  options: ProjectOptions = {},
): Promise<Projection<M>> {
  const most = options.sequence ?? Number.POSITIVE_INFINITY;
  const { fold, reader } = await folded(disk, dir, model, { ...options, most });
  await reader.close();
  const isWhole = most >= reader.lastSequence;
  const value = isWhole ? fold.ended(reader.isEnded) : fold.value;
  const { name, version } = model;
  const hash = hex(modelHash({ name, version, image: model.encode(value) }));
  return { model: value, sequence: Math.min(most, reader.lastSequence), hash };
}

/**
 * The model after each commit behind the newest usable image, past first, then live. Completes when the session has ended.
 * When commits are withdrawn after a crash, it begins again.
 */
export function project$<M>(disk: Disk, dir: string, model: ReadModel<M>): Observable<M> {
  return new Observable<M>((subscriber) => {
    send(disk, dir, model, subscriber).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });
}

async function send<M>(disk: Disk, dir: string, model: ReadModel<M>, subscriber: Subscriber<M>): Promise<void> {
  const look = new Look(disk, dir);
  subscriber.add(() => look.end());
  while (!subscriber.closed) {
    let isFirst = true;
    const emit = (fold: ModelFold<M>): void => {
      isFirst = false;
      subscriber.next(model.decode(model.encode(fold.value))); // the fold goes on with its own
    };
    const { fold, reader } = await folded(disk, dir, model, { most: Number.POSITIVE_INFINITY }, emit);
    try {
      if (isFirst) emit(fold);
      if (await goOn(fold, reader, look, () => emit(fold), subscriber)) return;
    } finally {
      await reader.close();
    }
  }
}

/** True when the end was reached, false when it has to begin again. */
async function goOn<M>(
  fold: ModelFold<M>,
  reader: TapeReader,
  look: Look,
  emit: () => void,
  subscriber: Subscriber<M>,
): Promise<boolean> {
  while (!subscriber.closed) {
    if (reader.isEnded) {
      const last = fold.ended(true);
      if (last !== fold.value) subscriber.next(last);
      return true;
    }
    await look.wait();
    const { added, retracted } = await reader.refresh();
    if (retracted > 0) return false;
    if (added.length === 0) continue;
    look.found();
    const range = { after: fold.sequence, most: Number.POSITIVE_INFINITY };
    try {
      await foldModels([fold as ModelFold<unknown>], reader, range, emit);
    } catch (error) {
      if (error instanceof ShapeUnseen) return false;
      throw error;
    }
  }
  return true;
}

/** The model up to a commit, and the reader, which is still open. */
async function folded<M>(
  disk: Disk,
  dir: string,
  model: ReadModel<M>,
  options: Omit<ProjectOptions, "sequence"> & { readonly most: number },
  onCommit: (fold: ModelFold<M>) => void = () => undefined,
): Promise<{ fold: ModelFold<M>; reader: TapeReader }> {
  const { most, name } = options;
  const isUseful = (snapshot: NonNullable<Start["snapshot"]>): boolean => storedIn(snapshot, model) !== undefined;
  const { snapshot, ...start } = await startOf(disk, dir, { ...options, isUseful });
  let { reader } = start;
  try {
    for (;;) {
      const fold = ModelFold.from(model, snapshot);
      try {
        const range = { after: fold.sequence, most };
        await foldModels([fold as ModelFold<unknown>], reader, range, () => onCommit(fold));
        return { fold, reader };
      } catch (error) {
        if (!(error instanceof ShapeUnseen)) throw error;
        await reader.close();
        reader = await TapeReader.open(disk, dir, { name });
      }
    }
  } catch (error) {
    await reader.close();
    throw error;
  }
}
