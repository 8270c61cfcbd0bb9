// A live plot in JupyterLab while a cell records: 10 traces of 1,000 points, 1,000 scopes a second.
// Run: npm run build && node bench/live-plot.mjs [seconds]. Needs what `npm run test:e2e` installs, and a quiet machine.
// Exit code 1: a bound was missed. Forty times fewer bytes than full figures are held by test/plot/live.test.ts, from the
// fifth second on; over all 30 s the first ones, when every point is news, make it about 25.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { frontEnds, startServers } from "../test/e2e/front-ends.mjs";
import { writeNotebook } from "../test/e2e/notebooks.mjs";
import { prepare } from "../test/kernel/jupyter/front-ends.mjs";

const seconds = Number(process.argv[2] ?? 30);
const made = prepare("--with-chromium");
const folder = join(made.scratch, "folder");
for (const path of [folder, made.env.JUPYTER_CONFIG_DIR]) mkdirSync(path, { recursive: true });
const epoch = Math.floor(Date.now() / 1000) * 1000;
const names = Array.from({ length: 10 }, (_, n) => `y${n}`);
const steps = {
  setup: `import { openWorkspace, tape } from "tapelab";
import { plot } from "tapelab/plot";
const names = ${JSON.stringify(names)};
const epoch = ${epoch};
/** 1,000 scopes a second in batches of 10; gives the time spent in the loop's own work. */
async function record(seconds: number): Promise<object> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let [n, busy, late] = [0, 0, 0];
  let rss: number[] = [];
  for (; n < 1000 * seconds; ) {
    const from = performance.now();
    for (let k = 0; k < 10; k++, n++) {
      const scope: Record<string, number> = { t: (Date.now() - epoch) / 1000 };
      for (let i = 0; i < 10; i++) scope[names[i]] = Math.round(1e4 * (Math.sin(n / 500 + i) + Math.random() / 10)) / 1e4;
      tape.capture("step", scope);
    }
    tape.queue("steps");
    busy += performance.now() - from;
    if (n % 1000 === 0) rss.push(process.memoryUsage().rss / 1e6);
    const wait = start + n - performance.now();
    late = Math.max(late, -wait);
    await new Promise((done) => setTimeout(done, Math.max(0, wait)));
  }
  await tape.finalize("end");
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const mean = (from: number, to: number) => rss.slice(from, to).reduce((a, b) => a + b, 0) / (to - from);
  const third = Math.floor(rss.length / 3);
  return { scopes: n, tookMs: Math.round(took), busyMs: Math.round(busy), lateMs: Math.round(late), cpuMs: Math.round((user + system) / 1e3),
    rssMB: [mean(third, 2 * third), mean(2 * third, 3 * third)].map(Math.round) };
}
%tape start warm
await record(3);
%tape end`,
  without: `%tape start without --threshold 10
const without = await record(${seconds});
%tape end
console.log(JSON.stringify(without));`,
  plot: `%tape start with --threshold 10
const live = plot(await (await openWorkspace()).openTape("with"), { x: "t", y: names, max: 1000 });
live`,
  with: `const beside = await record(${seconds});
console.log(JSON.stringify(beside));`,
};
const at = (step) => Object.keys(steps).indexOf(step);
writeNotebook(folder, "speed.ipynb", steps);
const servers = await startServers({ ...made, folder });
const browser = await chromium.launch({
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  executablePath: "/usr/bin/chromium",
});
const [lab] = await frontEnds(browser, servers, ["lab"]);
await lab.open("speed.ipynb");
for (const step of ["setup", "without", "plot"]) await lab.runCell(at(step));
await lab.page.waitForFunction(() => document.querySelector(".js-plotly-plot"), undefined, { timeout: 30_000 });
await lab.page.evaluate((epoch) => {
  const seen = { packets: 0, bytes: 0, full: 0, saved: 0, savedBytes: 0, lags: [], frames: new Set() };
  window.__seen = seen;
  const queue = window.__tapelab_q;
  const { push } = queue;
  queue.push = (message) => {
    if (message[0] === "mount") {
      seen.saved++;
      seen.savedBytes += JSON.stringify(message).length;
    } else if (message[0] === "packets") {
      seen.bytes += JSON.stringify(message).length;
      for (const { kind } of message[1]) seen[kind === "full" ? "full" : "packets"]++;
    }
    return push.call(queue, message);
  };
  setInterval(() => {
    const x = document.querySelector(".js-plotly-plot").data[0].x;
    const last = x[x.length - 1];
    if (last) seen.lags.push(Date.now() - epoch - 1000 * last);
    seen.frames.add(last);
    const [figure] = [...window.__tapelab.plots.values()];
    seen.figure = JSON.stringify(figure.figure).length;
  }, 100);
}, epoch);
await lab.runCell(at("with"));
const seen = await lab.page.evaluate(() => {
  const { lags, frames, ...rest } = window.__seen;
  const sorted = [...lags].sort((a, b) => a - b);
  return { ...rest, lagMs: { median: sorted[sorted.length >> 1], most: sorted.at(-1) }, frames: frames.size };
});
const said = [];
for (const step of ["without", "with"]) {
  const [stream] = (await lab.outputs(at(step))).filter(({ output_type: type }) => type === "stream");
  const text = Array.isArray(stream?.text) ? stream.text.join("") : String(stream?.text);
  console.log(step.padEnd(8), text.trim());
  said.push(JSON.parse(text));
}
const whole = (seen.packets + seen.full) * seen.figure;
console.log(
  "page    ",
  JSON.stringify(seen),
  `full figures would be ${(whole / seen.bytes).toFixed(1)} times the bytes`,
);
const [alone, beside] = said;
let missed = 0;
for (const [what, value, bound] of [
  ["the loop with the plot : without", beside.tookMs / alone.tookMs, 1.1],
  ["most that the page is behind, s", seen.lagMs.most / 1_000, 1],
  ["memory, last third : middle third", beside.rssMB[1] / beside.rssMB[0], 1.05],
]) {
  if (!(value <= bound)) missed++;
  console.log(`${what.padEnd(40)} ${value.toFixed(3)}  at most ${bound}${value <= bound ? "" : "  MISSED"}`);
}
console.log(`of it, work of its own: ${(beside.busyMs / alone.busyMs).toFixed(2)}`); // beside the plot's and the page's
await browser.close();
for (const { child } of Object.values(servers)) child.kill("SIGTERM");
process.exit(missed > 0 ? 1 : 0);
