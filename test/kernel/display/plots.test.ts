/** Plots in the cells of a real kernel: what is sent, to which cell, and when it ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type Kernel, type Message, sleep, startKernel } from "../client.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-plots-"));
let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel({ cwd: folder });
  await ok(`import { openWorkspace, tape } from "tapelab";
import { plot } from "tapelab/plot";
%tape start watched
const session = tape.current();
let n = 0;
function record(count: number): void {
  for (let end = n + count; n < end; n++) session.capture("step", { t: n / 100, x: Math.sin(n / 20), label: n % 2 ? "odd" : "even" });
}
record(50);
await session.commit();
const workspace = await openWorkspace();`);
}, 60_000);
afterAll(async () => {
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ok(code: string, cellId?: string) {
  const done = await kernel.execute(code, { metadata: cellId === undefined ? {} : { cellId } });
  expect(done.reply.status, JSON.stringify(done.reply)).toBe("ok");
  return done;
}

const isShown = ({ type }: Message): boolean => type === "display_data" || type === "update_display_data";
const shownIn = (id: string, of = kernel): readonly Message[] => of.iopubOf(id).filter(isShown);
const htmlOf = ({ content }: Message): string => content.data["text/html"] ?? "";
const hasPackets = (message: Message): boolean => htmlOf(message).includes('push(["packets"');
const packetsIn = (id: string): readonly Message[] => shownIn(id).filter(hasPackets);
/** The last state of each display of the cell, as a notebook would save it. */
function saved(id: string, of = kernel): Record<string, string>[] {
  const displays = new Map<string, Record<string, string>>();
  for (const { content, header } of shownIn(id, of))
    displays.set(content.transient.display_id ?? header.msg_id, content.data);
  return [...displays.values()];
}

describe("a plot as last expression", () => {
  it("is one display with picture, text and one script; what draws it is sent once, beside it", async () => {
    const { iopub, id } = await ok(`const other = await workspace.startSession("ended");
for (let k = 0; k < 30; k++) other.capture("step", { t: k, x: k * k });
await other.commit();
await other.end();
plot(await workspace.openTape("ended"), { x: "t", y: "x" })`);
    expect(iopub.some(({ type }) => type === "execute_result")).toBe(false);
    const [plot, loader, ...more] = saved(id).filter((data) => data["text/html"]?.includes("<script"));
    expect(plot?.["text/html"]?.match(/<img/g)).toHaveLength(1);
    expect(plot?.["text/html"]?.match(/<script/g)).toHaveLength(1);
    expect(plot?.["text/plain"]).toMatch(/^Plot /);
    expect(plot?.["image/svg+xml"] ?? plot?.["image/png"]).toBeDefined();
    expect(loader?.["text/html"]?.length).toBeGreaterThan(1_000_000);
    expect(more).toEqual([]);
    expect(shownIn(id).some(({ content }) => content.transient.display_id?.startsWith("tl-ch-"))).toBe(false);
    const again = await ok("%tape plot x --tape ended");
    expect(JSON.stringify(saved(again.id)).length).toBeLessThan(200_000);
  });
});

describe("a live plot", () => {
  it("sends what is new to its own cell, after it ended and while others run, and saves its last state", async () => {
    const { id } = await ok(`const watched = plot(await workspace.openTape("watched"), { x: "t", y: "x" });\nwatched`);
    const before = packetsIn(id).length;
    for (let round = 0; round < 5; round++) {
      const other = await ok("record(20); await session.commit(); 1");
      expect(shownIn(other.id)).toEqual([]);
      await sleep(250);
    }
    await eventually(() => packetsIn(id).length).toBeGreaterThan(before);
    await ok("watched.stop()");
    await eventually(() => saved(id)[0]?.["text/plain"]).toMatch(/150 points/);
    await eventually(() => JSON.stringify(saved(id))).not.toContain("packets");
  });

  it("saves its state every five seconds while it goes on, for whoever saves the notebook meanwhile", async () => {
    const { id } = await ok(`const long = plot(await workspace.openTape("watched"), { x: "t", y: "x" });
const recording = setInterval(() => { record(1); void session.commit(); }, 100);
long`);
    const pointsOf = (): number =>
      Number(/([\d,]+) points/.exec(saved(id)[0]?.["text/plain"] ?? "")?.[1]?.replace(",", ""));
    const before = pointsOf();
    expect(before).toBeGreaterThan(0);
    await expect.poll(pointsOf, { timeout: 30_000 }).toBeGreaterThan(before);
    const next = pointsOf();
    await expect.poll(pointsOf, { timeout: 30_000 }).toBeGreaterThan(next);
    expect((await ok("clearInterval(recording); long.isLive")).result).toBe("true");
    await ok("long.stop()");
  });

  it("ends when its cell runs again, and one is live", async () => {
    const code = `plot(await workspace.openTape("watched"), { x: "t", y: "x", title: "again" })`;
    const [first, second] = [await ok(code, "same"), await ok(code, "same")];
    const count = packetsIn(first.id).length;
    await ok("record(20); await session.commit();");
    await eventually(() => packetsIn(second.id).length).toBeGreaterThan(0);
    expect(packetsIn(first.id).length).toBe(count);
  });

  it("goes on when a cell that only shows it runs again", async () => {
    await ok(`const kept = plot(await workspace.openTape("watched"), { x: "t", y: "x" });`);
    await ok("kept", "shows");
    const { id } = await ok("kept", "shows");
    await ok("record(20); await session.commit();");
    await eventually(() => packetsIn(id).length).toBeGreaterThan(0);
    expect((await ok("kept.isLive")).result).toBe("true");
    await ok("kept.stop()");
  });

  it("ends with the interrupt of its cell: the last state is saved, and no packet follows", async () => {
    const id = await kernel.startCell(`plot(await workspace.openTape("watched"), { x: "t", y: "x" }).show();
setInterval(() => { record(5); void session.commit(); }, 50);
await new Promise(() => {});`);
    await eventually(() => packetsIn(id).length).toBeGreaterThan(1);
    await kernel.interrupt();
    await kernel.ended(id);
    await eventually(() => JSON.stringify(saved(id))).not.toContain("packets");
    const all = shownIn(id).length;
    await ok("record(20); await session.commit();");
    await sleep(1_000);
    expect(shownIn(id).length).toBe(all);
  });

  it("goes on where it is shown again, and leaves its state where it was", async () => {
    const { id } = await ok(`const moved = plot(await workspace.openTape("watched"), { y: "x" });\nmoved`);
    const { result } = await ok("moved.id");
    const again = await ok(`%tape show ${String(result).slice(1, 9)}`);
    await eventually(() => JSON.stringify(saved(id))).not.toContain("packets");
    const left = packetsIn(id).length;
    await ok("record(20); await session.commit();");
    await eventually(() => packetsIn(again.id).length).toBeGreaterThan(0);
    await sleep(500); // longer than a plot waits with what is new
    expect(packetsIn(id).length).toBe(left);
    const stopped = await ok(`%tape plot --stop ${String(result).slice(1, 9)}`);
    expect(stopped.result).toMatch(/^stopped: Plot /);
  });
});

describe("live plots when the kernel ends", () => {
  it("have their last state saved, each of them, and no packets", async () => {
    const other = await startKernel({ cwd: mkdtempSync(join(folder, "ends-")) });
    await other.execute(`import { openWorkspace, tape } from "tapelab";
import { plot } from "tapelab/plot";
%tape start ends
const record = async (from: number) => {
  for (let n = from; n < from + 100; n++) tape.capture("step", { t: n, x: Math.sin(n / 20) });
  await tape.commit();
};
await record(0);
const workspace = await openWorkspace();`);
    const ids: string[] = [];
    for (const title of ["one", "two", "three"]) {
      const code = `plot(await workspace.openTape("ends"), { x: "t", y: "x", title: "${title}" })`;
      ids.push((await other.execute(code)).id);
    }
    await other.execute("await record(100);");
    for (const id of ids) await eventually(() => shownIn(id, other).some(hasPackets)).toBe(true);
    await other.shutdown();
    for (const id of ids) {
      expect(saved(id, other)[0]?.["text/plain"]).toMatch(/200 points.*stopped/);
      expect(saved(id, other).some((data) => data["text/html"]?.includes('push(["packets"'))).toBe(false);
    }
  }, 60_000);
});

describe("%tape plot", () => {
  it("says which variables are recorded when one is unknown, and shows help", async () => {
    const { id } = await ok("%tape plot nothing --tape watched");
    expect(JSON.stringify(saved(id))).toContain("not recorded yet: nothing; the newest commit has t, x, label");
    const failed = await ok("%tape plot nothing --tape ended");
    expect(JSON.stringify(saved(failed.id))).toMatch(/nothing[^"]*\bx\b/);
    const { iopub } = await ok("%tape plot --help");
    expect(JSON.stringify(iopub)).toContain("a color for each value of this");
  });

  it("colors by label and shows what differs between several tapes", async () => {
    const { id } = await ok("%tape plot x:t y:x --by label --tape watched --kind scatter");
    expect(saved(id)[0]?.["text/html"]).toContain("even");
    const compared = await ok("%tape plot x --tape watched --tape ended");
    expect(saved(compared.id)[0]?.["text/plain"]).toContain("ended");
  });
});
