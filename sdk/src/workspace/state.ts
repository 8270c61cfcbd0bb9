/** The state of a workspace: what all operations on its tapes come to, now and from now on. */
import type { Observable } from "rxjs";
import { badOption, foundText } from "../base/options.js";
import { Fold } from "../state/fold.js";
import { known$ } from "../state/known-live.js";
import type { KnownState } from "../state/known-state.js";
import { isEntity } from "../value/operations.js";

/** What everybody's edits come to. */
export interface State {
  /** The fields of an entity, each a fresh copy, in an object without prototype; undefined when it is not there. */
  get(entity: string): Readonly<Record<string, unknown>> | undefined;
  /** Names of entities, all or of one type, in the order of their bytes. */
  entities(type?: string): string[];
  /** sha256 of what is shown, hex: equal states have equal ones, on every machine. */
  readonly stateHash: string;
  /** The same, and of what was cleared and removed, and by whom: equal for equal sets of commits. */
  readonly foldHash: string;
}

/** A face of the fold, which nobody changes any more. */
export function stateFace(fold: Fold): State {
  return {
    get: (entity) => fold.get(entity),
    entities: (type) => [...fold.entities()].filter((entity) => type === undefined || entity.startsWith(`${type}/`)),
    get stateHash() {
      return fold.stateHash();
    },
    get foldHash() {
      return fold.foldHash();
    },
  };
}

/** The state as it is now. What is edited later does not change it. */
export async function stateNow(known: KnownState): Promise<State> {
  return stateFace(await known.run(copyOf));
}

function copyOf(fold: Fold): Fold {
  const copy = new Fold();
  copy.merge(fold);
  return copy;
}

/** The state after each commit that touches it; of one entity, its fields. */
export function liveState$(known: KnownState): Observable<State> {
  return known$(known, (fold) => stateFace(copyOf(fold)));
}

export function liveEntity$(
  known: KnownState,
  entity: string,
): Observable<Readonly<Record<string, unknown>> | undefined> {
  if (isEntity(entity)) return known$(known, (fold) => fold.get(entity), entity);
  const expected = "an entity, type/id";
  throw badOption("state$", "entity", { expected, found: foundText(entity), outcome: "Nothing was read." });
}
