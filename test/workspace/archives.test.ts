import { existsSync, renameSync } from "node:fs";
import { exportTape, importArchive, openWorkspace, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { collect, useLab } from "./lab.js";

const lab = useLab();

async function recorded(): Promise<void> {
  tape.start("lorenz", { meta: { sigma: 10 } });
  for (let t = 0; t < 5; t++) tape.capture("step", { t, x: t * t });
  await tape.finalize("done");
}

describe("exportTape and importArchive", () => {
  it("carry a tape to a file and back, found by its label", async () => {
    await recorded();
    await tape.end();
    const ws = await openWorkspace();
    const path = `${lab.root}/lorenz.tar`;
    const steps: number[] = [];
    const result = await exportTape(ws, "lorenz", path, {}, (done, total) => steps.push(done / total));
    expect(result).toMatchObject({ kind: "tar", path, firstSequence: 1, gaps: [], missingBlobs: [] });
    const [entry] = await ws.sessions();
    renameSync(entry!.dir, `${lab.root}/away`);
    const back = await importArchive(ws, path);
    expect(back).toMatchObject({ tape: entry!.id, commitsAdded: result.commits, damage: [] });
    const scopes = await collect((await ws.openTape("lorenz")).scopes$());
    expect(scopes.map((scope) => scope.vars.x)).toEqual([0, 1, 4, 9, 16]);
    expect(await importArchive(ws, path)).toMatchObject({ commitsAdded: 0 });
  });

  it("export a session that is being recorded as far as it is on the tape", async () => {
    await recorded();
    tape.capture("step", { t: 9, x: 9 });
    const ws = await openWorkspace();
    const result = await exportTape(ws, "lorenz", `${lab.root}/live.tar`);
    await tape.end();
    const later = await exportTape(ws, "lorenz", `${lab.root}/more.tar`, { since: `${lab.root}/live.tar` });
    expect(later.firstSequence).toBeLessThanOrEqual(result.lastSequence + 1);
    expect(later.commits).toBeGreaterThan(0);
  });

  it("refuse options that mean nothing, and make nothing", async () => {
    await recorded();
    const ws = await openWorkspace();
    const path = `${lab.root}/run.tar`;
    for (const options of [{ since: 0 }, { since: 1.5 }, { blobs: "some" }, { sinc: 3 }, { gzip: true, x: 1 }])
      await expect(exportTape(ws, "lorenz", path, options as never)).rejects.toMatchObject({ code: "bad-option" });
    await expect(exportTape(ws, "lorenz", "")).rejects.toMatchObject({ code: "bad-option" });
    await expect(exportTape(ws, "lorenz", `${lab.root}/folder`, { gzip: true })).rejects.toMatchObject({
      code: "bad-option",
    });
    await expect(exportTape(ws, "nobody", path)).rejects.toMatchObject({ code: "no-such-session" });
    for (const options of [{ level: "deepest" }, { salvag: true }])
      await expect(importArchive(ws, path, options as never)).rejects.toMatchObject({ code: "bad-option" });
    expect(existsSync(path)).toBe(false);
  });

  it("make no workspace where none is, but for a copy", async () => {
    await recorded();
    await tape.end();
    await exportTape(await openWorkspace(), "lorenz", `${lab.root}/run.tar`);
    const other = await openWorkspace(`${lab.root}/other`);
    await expect(importArchive(other, `${lab.root}/run.tar`)).rejects.toMatchObject({ code: "no-workspace" });
    expect(other.exists).toBe(false);
    await expect(importArchive(other, `${lab.root}/nothing.tar`, { copy: true })).rejects.toMatchObject({
      code: "bad-option",
    });
    expect(other.exists).toBe(false);
    const { tape: id, copiedFrom } = await importArchive(other, `${lab.root}/run.tar`, { copy: true });
    expect(copiedFrom).not.toBe(id);
    expect((await other.openTape("lorenz")).session.facts.copied_from).toMatchObject({ tape: copiedFrom });
  });
});
