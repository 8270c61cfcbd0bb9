/** Read model `resume`: where do I continue? */
import { KIND } from "../tape/types.js";
import { type Dictionary, decodeModel, dictionary, encodeModel, plainValue, withName } from "./dictionary.js";
import type { ReadModel } from "./model.js";

export interface Resume {
  /** The last commit that is not one of Tapelab's own; null: none yet. */
  readonly commit: { readonly uid: string; readonly sequence: number; readonly label: string } | null;
  /** By label: uid of the last scope. */
  readonly scopes: Dictionary<string>;
  /** Whether that commit was the last one of a finalize. */
  readonly isTail: boolean;
  /** What the start says about the session it was resumed from; null: nothing. */
  readonly resumedFrom: unknown;
  /** The newest `meta.cursor`; null: none. */
  readonly cursor: unknown;
}

export const resumeModel: ReadModel<Resume> = {
  name: "resume",
  version: 1,
  init: () => ({ commit: null, scopes: dictionary<string>(), isTail: false, resumedFrom: null, cursor: null }),
  apply(model, commit) {
    const { uid, sequence, label, kind, facts, meta } = commit;
    if (kind === KIND.system)
      return facts.resumed_from === undefined ? model : { ...model, resumedFrom: plainValue(facts.resumed_from) };
    for (const [name, scope] of commit.lastScopes()) withName(model.scopes, name, scope);
    return {
      ...model,
      commit: { uid, sequence, label },
      isTail: facts.tail === true,
      cursor: meta.cursor === undefined ? model.cursor : plainValue(meta.cursor),
    };
  },
  encode: encodeModel,
  decode: (image) => decodeModel<Resume>(image, ["scopes"]),
};
