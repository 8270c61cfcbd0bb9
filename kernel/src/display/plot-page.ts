/**
 * What the page gets of one showing of a plot: the bundle that is saved, packets that lead from one state to the next,
 * and, once per kernel, what draws them: in an output of its own before the first plot, so that no other holds it.
 */
import { oneLine } from "tapelab/host";
import type { BundleName, CompareTable, Packet, PlotPackets, PlotPicture } from "tapelab/plot";
import type { RunningCell } from "./cells.js";
import { whenRunAgain } from "./live.js";
import { sendScript } from "./plot-channel.js";
import { loadPlots } from "./plots.js";
import { sendDisplay } from "./send.js";
import type { Shown } from "./shown.js";
import { type TableColumn, type TableView, tableHtml, tableText } from "./table.js";

export class PagePlot {
  readonly #cell: RunningCell | undefined;
  readonly #packets: PlotPackets;
  readonly #how: string;
  readonly #id: string;
  #isAgain: boolean;

  /**
   * `id`: the page knows this showing by it, and an older one by another; `how` is the setting `plot.bundle`; `isAgain`: a
   * page made anew may lack what drew the plot before.
   */
  constructor(id: string, cell: RunningCell | undefined, how: string, isAgain: boolean) {
    this.#id = id;
    this.#cell = cell;
    this.#how = how;
    this.#isAgain = isAgain;
    this.#packets = new (loadPlots().PlotPackets)(id);
  }

  /** The next packet; undefined when nothing is new. */
  packet(picture: PlotPicture, intervalMs: number): object | undefined {
    return this.#how === "none" ? undefined : this.#packets.next(picture, intervalMs);
  }

  /** As it is saved. */
  async bundle(picture: PlotPicture, isLive: boolean): Promise<Shown> {
    const { plotBundle, bundleNameFor } = loadPlots();
    const { seq } = this.#packets.mount(picture);
    const isStill = this.#how === "none";
    const { data, metadata } = await plotBundle(
      picture,
      this.#id,
      isStill ? { isStill } : { facts: { seq, live: isLive } },
    );
    if (!isStill) this.#bringLoader(bundleNameFor(picture.figure));
    return picture.compare === undefined ? { data, metadata } : withTable(data, metadata, compareView(picture.compare));
  }

  #bringLoader(name: BundleName): void {
    const isNew = !brought.has(name) || this.#how === "each";
    if (!isNew && !this.#isAgain) return;
    this.#isAgain = false;
    const html = loadPlots().loaderHtml([name], this.#how.startsWith("url:") ? { url: this.#how.slice(4) } : {});
    if (!isNew) {
      sendScript(this.#cell, html); // is not saved: the output that brought it is
      return;
    }
    sendDisplay(this.#cell, { data: { "text/plain": "", "text/html": html }, metadata: {} }, undefined, false);
    brought.add(name);
    if (this.#cell !== undefined) whenRunAgain(this.#cell, () => brought.delete(name));
  }
}

function withTable(data: Shown["data"], metadata: Shown["metadata"], view: TableView): Shown {
  const html = `${data["text/html"]}${tableHtml(view)}`;
  return { data: { ...data, "text/html": html, "text/plain": `${data["text/plain"]}\n${tableText(view)}` }, metadata };
}

/** What differs between runs, a column for each. */
function compareView({ runs, differs, equal, ranges }: CompareTable): TableView {
  const rows = [...differs, ...ranges];
  const columns = runs.map((name, n): TableColumn => {
    return { name, align: "right", cells: rows.map(({ values }) => values[n] ?? { mark: "·" }) };
  });
  const same = equal.map(({ name }) => name).join(", ");
  return {
    title: "What differs",
    columns: [{ name: "", cells: rows.map(({ name }) => name) }, ...columns],
    note: same === "" ? undefined : `equal: ${oneLine(same, 200)}`,
  };
}

/** What an output of this kernel has. */
const brought = new Set<BundleName>();

export function scriptOf(packets: readonly object[]): string {
  return loadPlots().packetsHtml(packets as readonly Packet[]);
}
