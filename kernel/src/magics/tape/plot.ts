/** `%tape plot` */
import type { Commit, Selection, Tape } from "tapelab";
import type { PlotHandle, PlotOptions } from "tapelab/plot";
import { display } from "../../display/api.js";
import { findPlots, loadPlots, ofCell } from "../../display/plots.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import { listOf } from "../takes.js";
import type { Request } from "../values.js";
import { openTape } from "./tape-of.js";

export async function plot(request: Request, { cell }: MagicContext): Promise<Outcome> {
  const id = request.text("stop");
  if (id !== undefined) return stopPlot(request, id);
  const options = optionsOf(request);
  const { plot: makePlot } = loadPlots();
  const tapes = await tapesOf(request);
  let handle: PlotHandle;
  try {
    handle = ofCell(makePlot(tapes.length === 1 ? tapes[0]! : tapes, options), cell);
  } catch (error) {
    await closeAll(tapes);
    throw error;
  }
  void handle.ended.then(() => closeAll(tapes));
  handle.show();
  await Promise.race([handle.ready, new Promise((done) => setTimeout(done, readyMs))]);
  const remark = handle.isLive ? await missingNames(tapes, options) : "";
  if (remark !== "") display(line(remark).data, { raw: true });
  return { value: handle };
}

/** A tape that goes on may record a name later: it is told, and the plot waits for it. */
async function missingNames(tapes: readonly Tape[], { x, y, z }: PlotOptions): Promise<string> {
  const recorded = new Set<string>();
  for (const tape of tapes) {
    let last: Commit | undefined;
    await tape.commits$().forEach((commit) => {
      if (commit.scopeCount > 0) last = commit;
    });
    for (const scope of (await last?.scopes())?.slice(0, scopesMax) ?? [])
      for (const name of scope.names) recorded.add(name);
  }
  if (recorded.size === 0) return "";
  const wanted = [x, y, z].flat().filter((name) => name !== undefined);
  const missing = wanted.filter(
    (name) => !recorded.has(name) && !recorded.has(name.split(".")[0] ?? "") && !special.has(name),
  );
  if (missing.length === 0) return "";
  return `not recorded yet: ${missing.join(", ")}; the newest commit has ${[...recorded].slice(0, 20).join(", ")}`;
}

const readyMs = 2_000;
const scopesMax = 100;
const special: ReadonlySet<string> = new Set(["seq", "time", "index", "label", "commit"]);

/** The one plot with this id, or with this beginning of it; the line's error else. */
export function onePlot(request: Request, id: string, at: number): PlotHandle {
  const found = findPlots(id);
  if (found.length === 1) return found[0]!;
  const what = found.length === 0 ? `There is no plot ${JSON.stringify(id)}` : `${found.length} plots begin so`;
  const ids = findPlots("").map((one) => one.id.slice(0, 8));
  const known = ids.length === 0 ? "No plot was shown yet." : `Plots: ${ids.slice(-5).join(", ")}.`;
  throw new UsageProblem(at, `${what}. ${request.call.command.outcome} ${known}`);
}

function stopPlot(request: Request, id: string): Outcome {
  const handle = onePlot(request, id, request.call.start);
  handle.stop();
  return { value: handle, shown: line(`stopped: ${handle.picture.text}`) };
}

async function tapesOf(request: Request): Promise<Tape[]> {
  const names = request.texts("tape");
  if (names.length === 0) return [await openTape(request)];
  const ws = await workspace();
  const tapes: Tape[] = [];
  try {
    for (const name of names) tapes.push(await ws.openTape(name));
  } catch (error) {
    await closeAll(tapes);
    throw error;
  }
  return tapes;
}

async function closeAll(tapes: readonly Tape[]): Promise<void> {
  for (const tape of tapes) await tape.close();
}

/** `x,y`, `y:x,y`, `x:t y:x z:w` and the options. */
function optionsOf(request: Request): PlotOptions {
  const axes: Record<string, string[]> = { x: [], y: [], z: [] };
  for (const operand of request.operands()) {
    const [, axis = "y", names = ""] = /^(?:([xyz]):)?(.*)$/s.exec(operand) ?? [];
    axes[axis]?.push(...listOf(names));
  }
  const { x = [], y = [], z = [] } = axes;
  const scope = request.text("scope");
  const given = {
    x: request.text("x") ?? x[0],
    y: y.length === 0 ? undefined : y,
    z: z[0],
    color: request.text("by"),
    facet: request.text("facet"),
    kind: request.text("kind"),
    scrub: request.text("scrub"),
    log: request.text("log"),
    title: request.text("title"),
    last: request.count("last"),
    bins: request.count("bins"),
    select: scope === undefined ? undefined : ({ label: scope } satisfies Selection),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as PlotOptions;
}
