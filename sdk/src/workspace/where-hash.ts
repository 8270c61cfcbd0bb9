/** Which scopes held a value, by its hash. */
import type { Observable } from "rxjs";
import { TapelabError } from "../errors.js";
import type { Scope } from "../read/scope.js";
import { collect } from "./collect.js";

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
  const scopes = await collect(workspace.scopes$());
  return scopes
    .filter((scope) => scope.names.some((name) => scope.describe(name).hash === wanted))
    .map(({ uid }) => uid);
}
