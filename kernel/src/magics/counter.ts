/** Shows what magic lines did. A line that is reached again and again is shown five times; then a counter line counts. */
import { type DisplayHandle, display } from "../display/api.js";
import type { RunningCell } from "../display/cells.js";
import type { Shown } from "../display/shown.js";

const shownMax = 5;
const updateMs = 100;

interface Site {
  count: number;
  counter?: DisplayHandle;
  last?: Shown;
  isStale: boolean;
  atMs: number;
}

/** Shows a bundle for the line; `site` names it within the cell. */
export function showAt(cell: RunningCell | undefined, site: string, shown: Shown): void {
  if (cell === undefined) {
    display(shown.data, { raw: true });
    return;
  }
  const known = (cell.shown.get(site) as Site | undefined) ?? { count: 0, isStale: false, atMs: 0 };
  cell.shown.set(site, known);
  known.count++;
  if (known.count <= shownMax) {
    display(shown.data, { raw: true });
    return;
  }
  known.last = shown;
  known.isStale = true;
  if (performance.now() - known.atMs >= updateMs) update(known);
}

/** Brings the counter lines of the cell up to date. */
export function settleCounters(cell: RunningCell): void {
  for (const site of cell.shown.values()) if ((site as Site).isStale) update(site as Site);
}

function update(site: Site): void {
  const last = String(site.last?.data["text/plain"] ?? "").split("\n", 1)[0];
  const more = site.count - shownMax;
  const bundle = { "text/plain": `… ${more.toLocaleString("en-US")} more, the last: ${last}` };
  if (site.counter === undefined) site.counter = display(bundle, { raw: true });
  else site.counter.update(bundle, { raw: true });
  site.isStale = false;
  site.atMs = performance.now();
}
