/** Read model `report`: what happened? Valid at every commit; partial until the session has ended. */
import { type Dictionary, decodeModel, dictionary, encodeModel, plainValue, withName } from "./dictionary.js";
import type { ModelCommit, ReadModel } from "./model.js";
import { isObject } from "./model-commit.js";
import { type Progress, progressModel } from "./progress-model.js";
import { type Resume, resumeModel } from "./resume-model.js";

/** What commits of one label said under one name of their metadata. */
export interface MetaColumn {
  readonly count: number;
  readonly first: unknown;
  readonly last: unknown;
}

export interface Report {
  readonly partial: boolean;
  readonly progress: Progress;
  readonly resume: Resume;
  /** User metadata, a table per commit label: name to what was said. */
  readonly meta: Dictionary<Dictionary<MetaColumn>>;
  /** Variables that rules left out: how often. */
  readonly filtered: Dictionary<number>;
  /** Variables that could not be stored: in how many commits. */
  readonly voids: Dictionary<number>;
  readonly gaps: readonly { readonly first: number; readonly last: number; readonly reason: string }[];
  /** Losses that somebody gave up by name: notes on this tape. */
  readonly acceptedGaps: number;
  /** Results of `remember`: name to how often each status. */
  readonly remembered: Dictionary<Dictionary<number>>;
}

export const reportModel: ReadModel<Report> = {
  name: "report",
  version: 1,
  init: () => ({
    partial: true,
    progress: progressModel.init(),
    resume: resumeModel.init(),
    ...{ meta: dictionary(), filtered: dictionary(), voids: dictionary(), remembered: dictionary() },
    ...{ gaps: [], acceptedGaps: 0 },
  }),
  apply: (model, commit) => ({
    ...model,
    progress: progressModel.apply(model.progress, commit),
    resume: resumeModel.apply(model.resume, commit),
    meta: withMeta(model.meta, commit),
    filtered: withCounts(model.filtered, commit.facts.filtered),
    voids: commit.voids().reduce((voids, name) => withName(voids, name, (voids[name] ?? 0) + 1), model.voids),
    remembered: withRemembered(model.remembered, commit.facts.remembered),
    acceptedGaps: model.acceptedGaps + (commit.label === "gap_accepted" ? 1 : 0),
  }),
  gap: (model, { firstSequence: first, lastSequence: last, reason }) => ({
    ...model,
    gaps: [...model.gaps, { first, last, reason }],
  }),
  end: (model, isEnded) => (isEnded ? { ...model, partial: false } : model),
  encode: ({ progress, resume, ...rest }) => encodeModel({ ...rest, progress, resume }),
  decode(image) {
    const model = decodeModel<Report>(image, ["meta", "filtered", "voids", "remembered"]);
    const inner = <T>(tables: Dictionary<Dictionary<T>>): Dictionary<Dictionary<T>> =>
      dictionary(Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, dictionary(table)])));
    return {
      ...model,
      progress: progressModel.decode(encodeModel(model.progress)),
      resume: resumeModel.decode(encodeModel(model.resume)),
      meta: inner(model.meta),
      remembered: inner(model.remembered),
    };
  },
};

function withMeta(tables: Report["meta"], { label, meta }: ModelCommit): Report["meta"] {
  const said = Object.entries(meta);
  if (said.length === 0) return tables;
  let table = tables[label] ?? dictionary<MetaColumn>();
  for (const [name, value] of said) {
    const last = plainValue(value);
    const before = table[name];
    table = withName(table, name, { count: (before?.count ?? 0) + 1, first: before ? before.first : last, last });
  }
  return withName(tables, label, table);
}

function withCounts(counts: Dictionary<number>, more: unknown): Dictionary<number> {
  if (!isObject(more)) return counts;
  let sum = counts;
  for (const [name, count] of Object.entries(more))
    if (Number.isSafeInteger(count)) sum = withName(sum, name, (sum[name] ?? 0) + (count as number));
  return sum;
}

function withRemembered(names: Report["remembered"], notes: unknown): Report["remembered"] {
  if (!Array.isArray(notes)) return names;
  let sum = names;
  for (const { name, status } of notes.filter(isObject)) {
    if (typeof name !== "string" || typeof status !== "string") continue;
    const counts = sum[name] ?? dictionary<number>();
    sum = withName(sum, name, withName(counts, status, (counts[status] ?? 0) + 1));
  }
  return sum;
}
