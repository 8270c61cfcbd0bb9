/** `%tape run recover`: what it would take is shown first; without `--plan` it is carried out. */
import { resolve } from "node:path";
import { oneLine } from "tapelab/host";
import type { Outlook, Recovered, RecoverOptions } from "tapelab/run";
import { counted, sizeText } from "../../display/arrow-view.js";
import { outsideCells } from "../../display/cells.js";
import { runModule } from "../../display/runs.js";
import type { Shown } from "../../display/shown.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { joined, type Outcome, shortId, table } from "../outcome.js";
import type { Request } from "../values.js";
import { lines } from "./lines.js";
import { printer } from "./run-launch.js";

export async function recover(request: Request, { cell, host }: MagicContext): Promise<Outcome> {
  const of = request.operand(0) ?? "";
  const ws = await workspace();
  const from = request.texts("from").map((path) => resolve(host.folder, path));
  const options = { from, ...(request.has("code") && { code: "current" as const }) };
  if (request.has("plan")) {
    const value = await runModule().recoveryOutlook(ws, of, options);
    return { value, shown: outlookShown(value, "would re-run") };
  }
  const print = printer(request, cell);
  const more: RecoverOptions = { ...options, signal: cell?.signal, printed: (line) => print(line) };
  // Of no cell, as launches are: an interrupted recovery writes how its run ended.
  const value = await outsideCells(() => runModule().recover(ws, of, more));
  return { value, shown: joined(outlookShown(value.outlook, "re-ran"), lines(...toldOf(value))) };
}

function outlookShown({ steps, ancestors, found, refusal }: Outlook, verb: string): Shown {
  const rows = steps.map(({ run, reason, regains, sizeBytes, problem = "" }) => {
    const keys = regains.map(({ key }) => key).join(", ");
    return [shortId(run.id), run.program, keys, sizeText(sizeBytes), reason, problem];
  });
  const places = found.map(({ artifact, at }) => {
    const where = at === "blob" ? "in the blob store" : at === "path" ? "where it was" : `in ${oneLine(at.name, 300)}`;
    return `${oneLine(artifact.key, 120)} (${artifact.sha256.slice(0, 12)}…) is ${where}`;
  });
  const stuck = steps.filter(({ problem }) => problem !== undefined).length;
  const nothing = `${verb} nothing: ${stuck} of ${counted(steps.length, "run")} cannot be executed again`;
  const said = stuck > 0 ? nothing : `${verb} ${steps.length} of ${counted(ancestors, "run")}`;
  if (rows.length === 0) return lines(said, ...places);
  const titles = ["run", "program", "brings back", "size", "why", "problem"];
  const columns = rows.some((row) => row[5] !== "") ? titles : titles.slice(0, 5);
  const shown = table(columns, rows, { title: said });
  const behind = refusal === undefined ? places : [...places, oneLine(refusal, 2_000)];
  return behind.length === 0 ? shown : joined(shown, lines(...behind));
}

function toldOf({ runs, isWhole }: Recovered): string[] {
  const each = runs.map(({ run, session, regained, differing }) => {
    const lost = differing.length === 0 ? "" : `; came out differently: ${oneLine(differing.join(", "), 200)}`;
    return `run ${shortId(run)} executed again as ${shortId(session)}: ${oneLine(regained.join(", ") || "nothing", 200)} is back${lost}`;
  });
  const end = isWhole
    ? "all that was asked for is here"
    : "not all that was asked for is here: what came out differently is kept as new artifacts";
  return [...each, end];
}
