/** Tapes to draw, and what was drawn of them. */
import type { Figure, PlotHandle, PlotOptions, Trace } from "tapelab/plot";
import { plot } from "tapelab/plot";
import { Tape } from "#sdk/read/tape.js";
import { startMs, TestTape } from "../read/test-tape.js";

/** A tape with a scope per object, a millisecond apart, `perCommit` to a commit. */
export async function taped(
  rows: readonly object[],
  options: {
    perCommit?: number;
    label?: string;
    number?: number;
    units?: Readonly<Record<string, string>>;
    isEnded?: boolean;
  } = {},
): Promise<Tape> {
  const { perCommit = 10, units, isEnded = true, ...more } = options;
  const recorded = new TestTape(more);
  rows.forEach((row, i) => {
    recorded.scope("step", row, { time: startMs + i, units });
    if (i % perCommit === perCommit - 1) recorded.commit(`c${Math.floor(i / perCommit)}`, { wallMs: startMs + i });
  });
  if (rows.length % perCommit !== 0) recorded.commit("tail", { wallMs: startMs + rows.length });
  if (isEnded) await recorded.end();
  return Tape.open(recorded.source());
}

/** Draws, waits for the whole, and stops. */
export async function plotted(
  source: Parameters<typeof plot>[0],
  options: PlotOptions = {},
): Promise<{ figure: Figure; handle: PlotHandle }> {
  const handle = plot(source, options);
  try {
    return { figure: await handle.toFigure(), handle };
  } finally {
    handle.stop();
  }
}

export function range<T>(count: number, of: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => of(i));
}

export function annotation({ layout }: Figure, name: string): string {
  const notes = layout.annotations as unknown as readonly { name: string; text: string }[];
  return notes.find((note) => note.name === name)?.text ?? "";
}

export function pairsOf({ x = [], y = [] }: Trace): unknown[] {
  return x.map((value, i) => [value, y[i]]);
}
