/** Which scopes held a value, by its hash. */
import type { Observable } from "rxjs";
import { TapelabError } from "../errors.js";
import type { Scope } from "../read/scope.js";

export interface ScopesOf {
  scopes$(): Observable<Scope>;
}

/** Uids of the scopes that hold a variable stored with this hash: marked `hash`, or a blob of these bytes. */
export async function whereHash(workspace: ScopesOf, hash: string): Promise<string[]> {
  const wanted = typeof hash === "string" ? hash.toLowerCase() : "";
  if (!/^[0-9a-f]{64}$/.test(wanted)) {
    const found = JSON.stringify(String(hash).slice(0, 80));
    throw new TapelabError("bad-option", `whereHash: expected 64 hex digits, found ${found}. Nothing was read.`, {
      option: "hash",
      expected: "64 hex digits",
      found,
    });
  }
  const uids: string[] = []; // scopes go by one after another: holding all of a workspace would be much
  return new Promise((resolve, reject) => {
    workspace.scopes$().subscribe({
      next: (scope) => {
        try {
          if (scope.names.some((name) => scope.describe(name).hash === wanted)) uids.push(scope.uid);
        } catch (error) {
          reject(error);
        }
      },
      error: reject,
      complete: () => resolve(uids),
    });
  });
}
