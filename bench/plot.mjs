// What plots cost: the first picture of a tape of a million scopes, a moment of a scrubber, and down-sampling beside
// reading. `node bench/plot.mjs [scopes]` after a build; every figure is the least of three rounds. Exit code 1: a goal
// was missed.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { plot, scrubber } from "tapelab/plot";

const scopes = Number(process.argv[2] ?? 1_000_000);
const dir = mkdtempSync(join(tmpdir(), "tapelab-bench-plot-"));
const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => /plotly|echarts|resvg/.test(path)).length;

try {
  const ws = await openWorkspace(dir);
  const session = await ws.startSession("bench");
  for (let i = 0; i < scopes; i++) {
    const t = i * 0.001;
    session.capture("step", {
      t,
      x: Math.sin(t),
      y: Math.cos(t),
      z: i === 617_283 ? 1e6 : t % 7,
      step: i,
      ok: i % 8 !== 0,
    });
    if (i % 1_000 === 999) session.queue("chunk");
    if (i % 50_000 === 49_999) await session.commit("flush");
  }
  await session.finalize("done");
  await session.end();
  const tape = await ws.openTape("bench");
  const before = process.memoryUsage().rss;

  const figures = [];
  const first = await least(3, async () => {
    const handle = plot(tape, { x: "t", y: ["x", "y", "z"] });
    figures.push(JSON.stringify(await handle.toFigure()));
    if (!handle.picture.figure.data[2].y.includes(1e6)) throw new Error("the spike is lost");
  });
  const default8 = await least(3, () => plot(tape).toFigure());
  report("first plot, 3 of 6 variables", first, scopes >= 1e6 ? 2_000 : undefined);
  report("first plot, everything there is", default8, scopes >= 1e6 ? 2_000 : undefined);
  report("with a slider", await least(2, () => plot(tape, { x: "t", y: "x", scrub: "seq" }).toFigure()), undefined);
  console.log(
    `memory above an open tape: ${Math.round((process.memoryUsage().rss - before) / 2 ** 20)} MiB; plotly and echarts loaded: ${loaded()}; equal figures: ${new Set(figures).size === 1}`,
  );

  const moments = await scrubber(tape, { x: "t", y: ["x", "y", "z"] });
  const times = [];
  for (let i = 0; i < 40; i++) {
    const from = performance.now();
    await moments.at({ seq: (i * 7_919_113) % scopes });
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  report("a moment of a scrubber, p50", times[20], 100);
  report("a moment of a scrubber, worst of 40", times[39], 100);

  const read = await least(3, () => drained(tape.tables$({ variables: ["t", "x"] })));
  const drawn = await least(3, () => plot(tape, { x: "t", y: "x" }).toFigure());
  console.log(
    `down-sampling: reading t and x as tables ${read.toFixed(0)} ms, reading and drawing ${drawn.toFixed(0)} ms: ${(drawn / read).toFixed(2)}x (goal 2x)`,
  );
  await tape.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function drained(tables$) {
  return new Promise((resolve, reject) => {
    let sum = 0;
    tables$.subscribe({
      next: (table) => {
        for (const batch of table.batches) for (const value of batch.getChildAt(1).toArray()) sum += value;
      },
      error: reject,
      complete: () => resolve(sum),
    });
  });
}

async function least(rounds, work) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const from = performance.now();
    await work();
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

function report(what, ms, goalMs) {
  if (ms > goalMs) process.exitCode = 1;
  const verdict =
    goalMs === undefined ? "" : ms <= goalMs ? ` (goal ${goalMs} ms: met)` : ` (goal ${goalMs} ms: MISSED)`;
  console.log(`${what}: ${ms.toFixed(ms < 10 ? 1 : 0)} ms${verdict}`);
}
