// What a notebook cell or a script writes, checked against our .d.ts files under the compilers that users have
// (typings.test.ts). Nothing here runs.

import type { Float64, Table } from "apache-arrow";
import { isTapelabError, latestScope, openWorkspace, tape } from "tapelab";
import { plot, scrubber } from "tapelab/plot";

/** Refuses `any`: a type that the compiler does not know becomes any without a word. */
type Known<T> = 0 extends 1 & T ? never : T;
declare function known<T>(value: Known<T>): void;

export async function consume(): Promise<void> {
  tape.start("lorenz", { meta: { sigma: 10 } });
  tape.capture("step", { t: 0.5, x: 1, name: "a" });
  tape.queue("chunk");
  const finalized = await tape.finalize("done");
  known(finalized);
  known(finalized.flushedCommits);

  const ws = await openWorkspace("./lab");
  const session = await ws.startSession("lorenz", { labels: ["b"] });
  known(ws);
  known(session);

  const lorenz = await ws.openTape("lorenz");
  known(lorenz);
  const scopes$ = lorenz.scopes$({ label: "step" });
  known(scopes$);
  scopes$.subscribe((scope) => {
    known(scope);
    known(scope.labels);
    known(scope.srcFile);
  });
  const tables$ = lorenz.tables$({ variables: ["t", "x"] });
  known(tables$);
  const table = await lorenz.table();
  known(table);
  known(table.numRows);
  known(lorenz.follow$());
  const latest = await latestScope(ws, { session: "prep", commitLabel: "prepare-output", srcFile: "01-prepare.ipynb" });
  known(latest);

  try {
    await tape.commit("now");
  } catch (error) {
    if (!isTapelabError(error, "disk-full")) throw error;
    known(error.details.tape);
  }
}

export async function draw(numbers: Table<{ depth: Float64; speed: Float64 }>): Promise<void> {
  const lorenz = await (await openWorkspace("./lab")).openTape("lorenz");
  const handle = plot(lorenz, { x: "t", y: ["x", "z"], kind: "line" });
  known(handle);
  known(handle.picture.figure.data);
  known(await handle.toSvg());
  known(await handle.toBundle());
  handle.changes$.subscribe((picture) => known(picture.text));
  plot([lorenz, lorenz], { labels: ["a", "b"], align: "elapsed" });
  plot(lorenz.scopes$({ label: "step" }), {
    layout: { xaxis: { rangeslider: {} } },
    trace: (name) => ({ opacity: name === "x" ? 1 : 0.5 }),
  });
  plot(numbers, { x: "depth", y: "speed" });
  const moments = await scrubber(lorenz, { y: "x" });
  known(await moments.at({ seq: 12 }));
}
