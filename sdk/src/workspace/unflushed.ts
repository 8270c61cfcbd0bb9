/** Sessions of this process whose scopes no reader can see yet. */
import type { Unflushed } from "../read/no-such-scope.js";
import type { Selection } from "../read/selection.js";
import { openSessions } from "./process-state.js";

/** Those that hold scopes which would match, were they on their tape. */
export function unflushedIn(tapesDir: string, { session: wanted }: Selection): Unflushed[] {
  return openSessions()
    .filter((open) => open.tapesDir === tapesDir)
    .map(({ session }) => session.status())
    .filter(({ id, labels }) => wanted === undefined || wanted === "active" || [id, labels[0]].includes(wanted.trim()))
    .map(({ labels, staged, queued }) => ({ session: labels[0] ?? "", scopes: staged + queued }))
    .filter(({ scopes }) => scopes > 0);
}
