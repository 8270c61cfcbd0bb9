/** Read model `progress`: how far is it? */
import { KIND } from "../tape/types.js";
import { type Dictionary, decodeModel, dictionary, encodeModel, textOf, withName } from "./dictionary.js";
import type { ReadModel } from "./model.js";
import { isObject } from "./model-commit.js";

export interface Progress {
  /** Of the last commit. */
  readonly sequence: number;
  /** Without those of Tapelab's own. */
  readonly commits: number;
  readonly scopes: number;
  readonly operations: number;
  /** Of all images. */
  readonly bytes: number;
  /** Earliest and latest time of a commit, milliseconds; null: none yet. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Commits by label. */
  readonly labels: Dictionary<number>;
  /** From `meta.progress {phase, done, total}`. */
  readonly phase: string | null;
  /** 0 to 1; never decreases within a phase. */
  readonly fraction: number | null;
}

export const progressModel: ReadModel<Progress> = {
  name: "progress",
  version: 1,
  init: () => ({
    ...{ sequence: 0, commits: 0, scopes: 0, operations: 0, bytes: 0 },
    ...{ firstMs: null, lastMs: null, labels: dictionary<number>(), phase: null, fraction: null },
  }),
  apply(model, commit) {
    const { sequence, kind, label, wallMs, scopes, operations, bytes } = commit;
    const isOwn = kind === KIND.system;
    return {
      sequence,
      commits: model.commits + (isOwn ? 0 : 1),
      scopes: model.scopes + scopes,
      operations: model.operations + operations,
      bytes: model.bytes + bytes,
      firstMs: Math.min(model.firstMs ?? wallMs, wallMs),
      lastMs: Math.max(model.lastMs ?? wallMs, wallMs),
      labels: isOwn ? model.labels : withName(model.labels, label, (model.labels[label] ?? 0) + 1),
      ...stepOf(model, commit.meta.progress),
    };
  },
  encode: encodeModel,
  decode: (image) => decodeModel<Progress>(image, ["labels"]),
};

function stepOf({ phase, fraction }: Progress, said: unknown): Pick<Progress, "phase" | "fraction"> {
  if (!isObject(said)) return { phase, fraction };
  const next = said.phase === undefined ? phase : textOf(said.phase);
  const before = next === phase ? fraction : null;
  const { done, total } = said;
  if (typeof done !== "number" || typeof total !== "number" || !(total > 0 && done >= 0 && Number.isFinite(total)))
    return { phase: next, fraction: before };
  return { phase: next, fraction: Math.max(before ?? 0, Math.min(1, done / total)) };
}
