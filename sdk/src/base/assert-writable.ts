/** An archived workspace is read-only. */
import { TapelabError } from "../errors.js";

interface Place {
  readonly dir: string;
  readonly facts: { readonly id: string; readonly name: string; readonly archived: boolean } | undefined;
}

/** Refuses in a workspace that is read-only; `outcome` says what was not done. */
export function assertWritable({ facts, dir }: Place, outcome: string): void {
  if (!facts?.archived) return;
  const text = `Workspace "${facts.name}" is archived: it is read-only. ${outcome} Name another one; this one lies in ${dir}`;
  throw new TapelabError("workspace-archived", text, { path: dir, id: facts.id });
}
