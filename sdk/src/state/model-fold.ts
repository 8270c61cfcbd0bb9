/** Folds the commits that a reader shows into read models, several in one pass. */
import { BadBytes } from "tapelab-proto";
import { isTapelabError } from "../errors.js";
import type { CommitImage, TapeReader } from "../tape/reader.js";
import type { Damage } from "../tape/types.js";
import { damageOf, imagesOf } from "./images.js";
import type { ModelCommit, ReadModel, StoredModel } from "./model.js";
import { ModelCommits, ShapeUnseen } from "./model-commit.js";
import type { Snapshot } from "./snapshot.js";

/** A read model on its way over a tape. */
export class ModelFold<M> {
  readonly model: ReadModel<M>;
  #value: M;
  /** The last commit that is part of it. */
  sequence: number;

  constructor(model: ReadModel<M>, from: { readonly value: M; readonly sequence: number }) {
    this.model = model;
    this.#value = from.value;
    this.sequence = from.sequence;
  }

  /** From a snapshot's image, else from the start. */
  static from<M>(model: ReadModel<M>, snapshot: Snapshot | undefined): ModelFold<M> {
    const stored = snapshot && storedIn(snapshot, model);
    return new ModelFold(model, stored ?? { value: model.init(), sequence: 0 });
  }

  get value(): M {
    return this.#value;
  }

  get image(): StoredModel {
    const { name, version } = this.model;
    return { name, version, image: this.model.encode(this.#value) };
  }

  apply(commit: ModelCommit): void {
    this.#value = this.model.apply(this.#value, commit);
    this.sequence = commit.sequence;
  }

  gap({ firstSequence, lastSequence, code }: Damage): void {
    this.#value = this.model.gap?.(this.#value, { firstSequence, lastSequence, reason: code }) ?? this.#value;
    this.sequence = lastSequence;
  }

  /** The model behind the last commit of a tape. */
  ended(isEnded: boolean): M {
    return this.model.end?.(this.#value, isEnded) ?? this.#value;
  }
}

/** The image that a snapshot holds of a model; undefined when there is none that can be used. */
export function storedIn<M>(
  { models, sequence }: Snapshot,
  model: ReadModel<M>,
): { readonly value: M; readonly sequence: number } | undefined {
  const stored = models.find(({ name, version }) => name === model.name && version === model.version);
  if (!stored) return undefined;
  try {
    return { value: model.decode(stored.image), sequence };
  } catch {
    return undefined; // an image that its own model cannot read is none; the tape has the answer
  }
}

/** Folds what lies behind `after` and up to `most` into the models, each from where it stands. `onCommit` after each. */
export async function foldModels(
  folds: readonly ModelFold<unknown>[],
  reader: TapeReader,
  range: { readonly after: number; readonly most: number },
  onCommit: () => void = () => undefined,
): Promise<void> {
  const { after, most } = range;
  const commits = new ModelCommits(reader);
  const lost = reader.report.damage
    .filter((one) => one.lastSequence > after && one.firstSequence <= most)
    .sort((a, b) => a.firstSequence - b.firstSequence);
  const tellLost = (before: number): void => {
    while (lost.length > 0 && lost[0]!.firstSequence < before) tell(lost.shift()!);
  };
  const tell = (damage: Damage): void => {
    tellLost(damage.firstSequence);
    for (const fold of folds) if (fold.sequence < damage.lastSequence) fold.gap(damage);
  };
  const take = ({ entry, image }: CommitImage): void => {
    tellLost(entry.sequence);
    try {
      const commit = commits.open(entry, image);
      for (const fold of folds) if (fold.sequence < entry.sequence) fold.apply(commit);
    } catch (error) {
      if (error instanceof ShapeUnseen) throw error;
      if (!(error instanceof BadBytes || isTapelabError(error, "corrupt-commit", "bad-bytes"))) throw error;
      tell(damageOf(entry, error.message));
    }
    onCommit();
  };
  const entries = reader.commits.filter(({ sequence }) => sequence > after && sequence <= most);
  for await (const group of imagesOf(reader, entries, tell)) group.forEach(take);
  tellLost(Number.POSITIVE_INFINITY);
}
