// The notebooks that the tests run. Every cell is a step that a test names.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const payloads = readPayloads();

/** The steps of a notebook that watches a recording. */
export const live = {
  setup: `import { openWorkspace, tape } from "tapelab";
import { plot } from "tapelab/plot";
%tape start watched
let n = 0;
function record(count: number): void {
  for (let end = n + count; n < end; n++) tape.capture("step", { t: n / 100, x: Math.sin(n / 20), z: Math.cos(n / 31) });
}
record(100);
await tape.commit();
const workspace = await openWorkspace();`,
  plot: `const watched = plot(await workspace.openTape("watched"), { x: "t", y: ["x", "z"], title: "watched" });
watched`,
  start: `const timer = setInterval(() => { record(20); void tape.commit(); }, 100);`,
  other: "1 + 1",
  stop: `clearInterval(timer);
await tape.commit();
await new Promise((done) => setTimeout(done, 1500));
watched.stop();
console.log(n);`,
  second: `const second = plot(await workspace.openTape("watched"), { x: "t", y: "x", last: 500, title: "second" });
second.show();
setInterval(() => { record(20); void tape.commit(); }, 100);`,
  show: "%tape show {second.id}",
  hold: `plot(await workspace.openTape("watched"), { x: "t", y: "z" }).show();
await new Promise(() => {});`,
};

/** What has ended: no live part is in the saved file. */
export const ended = {
  setup: `import { openWorkspace, tape } from "tapelab";
import { plot } from "tapelab/plot";
import { concat, of, throwError } from "rxjs";
%tape start done
for (let n = 0; n < 400; n++) tape.capture("step", { t: n / 100, x: Math.sin(n / 20), z: Math.cos(n / 31) });
%tape end
const workspace = await openWorkspace();
const done = await workspace.openTape("done");`,
  first: `plot(done, { x: "t", y: ["x", "z"], title: "first" })`,
  second: `%tape plot z --tape done --title second`,
  third: `plot(done, { x: "x", y: "z", kind: "scatter", title: "third" })`,
  scrub: `plot(done, { x: "t", y: "x", scrub: "seq", title: "scrub" })`,
  table: "await done.table()",
  failing: `concat(of(1, 2, 3), throwError(() => new Error("<b>broken</b>")))`,
};

/** Names, values, units, titles and errors that try to become script. */
export const hostile = {
  setup: `import { tableFromArrays } from "apache-arrow";
import { of, throwError } from "rxjs";
import { tape, openWorkspace } from "tapelab";
import { plot } from "tapelab/plot";
const texts: string[] = ${JSON.stringify(payloads).replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)};
const named = Object.fromEntries(texts.map((text, n) => [text, n]));`,
  tables: `display(tableFromArrays(Object.fromEntries(texts.map((text) => [text, [text, text]]))));
display(of(Object.fromEntries(texts.map((text) => [text, text]))));
for (const text of texts) display(throwError(() => new Error(text)));
const bar = progress(10, { label: texts.join(" "), unit: texts[1] });
for (const text of texts) bar.note(text);
bar.fail(new Error(texts.join(" ")));`,
  tape: `%tape start hostile
for (let n = 0; n < 5; n++) for (const text of texts) tape.capture("step", { t: n, text, [text]: n });
await tape.finalize();
const hostile = await (await openWorkspace()).openTape("hostile");
await hostile.table()`,
  plots: `for (let n = 0; n < texts.length; n += 8) {
  const some = texts.slice(n, n + 8);
  plot(hostile, { x: "t", y: some, title: some.join(" "), xLabel: some[0], yLabel: some[1], unit: some[2] }).show();
}
plot(hostile, { x: "t", y: "seq", color: "text", kind: "scatter" }).show();
plot(hostile, { x: "t", y: "seq", facet: "text", kind: "scatter" }).show();
plot(of(...texts.map((text) => tableFromArrays({ x: [1], [text]: [2] }))) as never).show();
plot(throwError(() => new Error(texts.join(" ")))).show();`,
};

export function writeNotebook(folder, name, steps) {
  writeFileSync(join(folder, name), JSON.stringify(notebookOf(Object.values(steps))));
  return Object.keys(steps);
}

export function notebookOf(sources) {
  const cells = sources.map((source, at) => ({
    ...{ cell_type: "code", id: `c${at}`, metadata: {}, source, outputs: [], execution_count: null },
  }));
  const metadata = { kernelspec: { name: "tapelab", display_name: "TypeScript (Tapelab)", language: "typescript" } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** The list of the kernel's own tests. */
function readPayloads() {
  const text = readFileSync(resolve(import.meta.dirname, "../kernel/display/hostile.ts"), "utf8");
  const list = /payloads: readonly string\[\] = (\[[\s\S]*?\n\]);/.exec(text)?.[1];
  const all = new Function(`return ${list}`)();
  if (all.length < 60) throw new Error(`expected 60 payloads, found ${all.length}`);
  return all.filter((one) => !/\p{Surrogate}/u.test(one));
}
