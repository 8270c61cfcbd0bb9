/** Scopes that were read while the active session records become inputs of its next commit. */
import { activeSession } from "./process-state.js";

/** Notes the scope on the active session; without one, reading leaves no trace. */
export function trackInput(uid: string): void {
  activeSession()?.addInput(uid);
}
