/** `tapelab run diff`: where two runs differ. */
import { shown } from "../base/text.js";
import { type Change, diff, type RunDiff } from "../run/index.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

const parts = ["config", "facet", "code", "inputs", "outputs"] as const satisfies readonly (keyof RunDiff)[];

/** Ends with 1 when they differ. */
export async function runDiff(given: Given, output: Output): Promise<ExitCode> {
  const [from = "", to = ""] = given.positionals;
  const found = await diff(await workspaceOf(given), from, to);
  const isWanted = ({ state }: Change): boolean => given.flag("all") || state !== "same";
  const isSame = parts.every((part) => found[part].every(({ state }) => state === "same"));
  if (output.json) {
    const kept = parts.map((part) => [part, found[part].filter(isWanted)] as const);
    await output.value({ ...found, ...Object.fromEntries(kept), isSame });
  } else {
    const rows = parts.flatMap((part) => found[part].filter(isWanted).map((change) => row(part, change)));
    const titles = ["", "what", "path", shortId(found.from), shortId(found.to)];
    if (rows.length > 0)
      await output.table(
        titles.map((title) => ({ title })),
        rows,
      );
    if (isSame) output.note("The runs do not differ in configuration, facet, code, inputs or outputs.");
  }
  return isSame ? EXIT.clean : EXIT.failed;
}

const marks = { added: "+", removed: "-", changed: "≠", same: "=" } as const;

function row(part: string, { path, state, from = "", to = "" }: Change): string[] {
  return [marks[state], part, path, brief(from), brief(to)];
}

function brief(text: string): string {
  return shown(text.replace(/\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g, "$1…"), 60);
}
