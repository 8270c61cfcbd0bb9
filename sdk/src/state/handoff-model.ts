/** Read model `handoff`: the steps of a staged run, in order. What does step n start from? */
import { decodeModel, encodeModel, plainValue, textOf } from "./dictionary.js";
import type { ModelCommit, ModelGap, ReadModel } from "./model.js";
import { isObject } from "./model-commit.js";

export type StepStatus = "ok" | "failed" | "resumable";

/** A commit with `meta.step {name, status}`. */
export interface Step {
  readonly name: string;
  readonly status: StepStatus;
  /** Uid of the commit that said so last. */
  readonly commit: string;
  /** Uid of the scope with its result: `meta.step.result`, else the last scope of the commit; null: none. */
  readonly result: string | null;
  /** sha256 of each value of that commit that lies beside the tape. */
  readonly blobs: readonly string[];
  /** `meta.step.error`; null: none. */
  readonly error: unknown;
}

export interface Handoff {
  /** A name that comes again replaces the earlier step and keeps its place. */
  readonly steps: readonly Step[];
  /** Commits that cannot be read. */
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
}

export const handoffModel: ReadModel<Handoff> = {
  name: "handoff",
  version: 1,
  init: () => ({ steps: [], gaps: [] }),
  apply(model, commit) {
    const step = stepOf(commit);
    if (!step) return model;
    const at = model.steps.findIndex(({ name }) => name === step.name);
    return { ...model, steps: at < 0 ? [...model.steps, step] : model.steps.with(at, step) };
  },
  gap: (model, { firstSequence: first, lastSequence: last }: ModelGap) => ({
    ...model,
    gaps: [...model.gaps, { first, last }],
  }),
  encode: encodeModel,
  decode: (image) => decodeModel<Handoff>(image, []),
};

function stepOf({ uid, scopes, blobs, meta: { step } }: ModelCommit): Step | undefined {
  if (!isObject(step)) return undefined;
  const name = textOf(step.name);
  const { status } = step;
  if (name === null || (status !== "ok" && status !== "failed" && status !== "resumable")) return undefined;
  const result = textOf(step.result) ?? (scopes > 0 ? `${uid}:s${scopes}` : null);
  return { name, status, commit: uid, result, blobs, error: step.error === undefined ? null : plainValue(step.error) };
}

/** What the next step receives: results that are there, in order. `isThere` knows which blobs can be read. */
export function handedOn({ steps, gaps }: Handoff, isThere: (sha256: string) => boolean = () => true): Step[] {
  const isLost = ({ result }: Step): boolean => {
    const sequence = Number(/:c(\d+)(?::s\d+)?$/.exec(result ?? "")?.[1] ?? 0);
    return gaps.some(({ first, last }) => first <= sequence && sequence <= last);
  };
  return steps.filter((step) => step.status !== "failed" && !isLost(step) && step.blobs.every(isThere));
}
