/** Sessions of this process whose scopes no reader can see yet. */
import type { Unflushed } from "../read/no-such-scope.js";
import type { Selection } from "../read/selection.js";
import { openSessions } from "./process-state.js";

/** Those that hold scopes which would match, were they on their tape. */
export function unflushedIn(tapesDir: string, { session: wanted, commitLabel, label }: Selection): Unflushed[] {
  return openSessions()
    .filter((open) => open.tapesDir === tapesDir)
    .map((open) => open.session)
    .filter((one) => wanted === undefined || wanted === "active" || [one.id, one.label].includes(wanted.trim()))
    .map((one) => ({ session: one.label, scopes: one.pendingScopes({ commitLabel, label }) }))
    .filter(({ scopes }) => scopes > 0);
}
