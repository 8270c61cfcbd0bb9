/** The shadow of a program's own state file, on the tapes of a workspace. */
import { dirname } from "node:path";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { Session } from "../record/session.js";
import { openShadow, type Shadow, type ShadowOptions } from "../state/shadow.js";
import type { ShadowNote } from "../state/shadow-parity.js";
import { collect } from "./collect.js";
import { openWorkspace } from "./init.js";
import { notify } from "./notices.js";

/** Of the notes, SYSTEM commits. */
const label = "shadow";

/**
 * Puts what a program saves to a file of its own on the tape as well, and compares: `save` writes the file as before,
 * `read` reads it; after `flip()`, which asks for enough equal comparisons, reads come from the tape.
 *
 * @example
 * const options = await shadow(session, { name: "options", read: readFile, write: writeFile });
 * await options.save({ ...(await options.read()), theme: "dark" });
 */
export async function shadow<T>(session: Session, options: ShadowOptions<T>): Promise<Shadow<T>> {
  const outcome = "Nothing was opened.";
  if (!(session instanceof Session))
    throw badOption("shadow", "session", { expected: "a session", found: foundText(session), outcome });
  checkOptions("shadow", options ?? null, ["name", "read", "write", "project", "threshold", "enabled"], outcome);
  for (const name of ["read", "write"] as const)
    if (typeof options[name] !== "function")
      throw badOption("shadow", name, { expected: "a function", found: foundText(options[name]), outcome });
  if (!/^[^\p{Cc}\p{Cs}]{1,128}$/u.test(String(options.name)))
    throw badOption("shadow", "name", {
      expected: "a text of 1 to 128 characters",
      found: foundText(options.name),
      outcome,
    });
  const workspace = await openWorkspace(dirname(dirname(session.tapesDir)));
  const tape = {
    session: session.id,
    edit: (name: string, change: Parameters<Session["edit"]>[1]) => session.edit(name, change),
    note: (note: ShadowNote) => session.note(label, { ...note }),
    notes: async () => {
      const commits = await collect(workspace.commits$({ commitLabel: label, system: true }));
      const notes = commits.filter(({ kind }) => kind === "SYSTEM");
      return Promise.all(notes.map(async (one) => ({ session: one.session.id, note: (await one.meta()) as never })));
    },
    fields: (entity: string) => workspace.known.run((fold) => fold.get(entity)),
    notify,
  };
  return openShadow(tape, options);
}
