/** From Observables to loops that wait: a verb prints, waits while its reader is slow, and stops when it has enough. */

import type { Scope } from "../read/scope.js";
import type { Selection } from "../read/selection.js";
import type { Tape } from "../read/tape.js";
import { collect } from "../workspace/collect.js";

const WINDOW_SCOPES = 4_096;

/**
 * The selected scopes in groups of about 4,096. The next group is read when it is asked for, so a slow reader of the
 * output holds the work up instead of filling the memory.
 */
export async function* scopeGroups(tape: Tape, selection: Selection): AsyncGenerator<readonly Scope[], void, void> {
  const { label: _, variables: __, ...rest } = selection;
  const commits = await collect(tape.commits$(rest));
  let start = 0;
  while (start < commits.length) {
    let end = start;
    for (let scopes = 0; end < commits.length && scopes < WINDOW_SCOPES; end++) scopes += commits[end]!.scopeCount;
    const sequence = { from: commits[start]!.sequence, to: commits[end - 1]!.sequence };
    yield await collect(tape.scopes$({ ...selection, sequence }));
    start = end;
  }
}
