/** A small workspace with one of everything, for tests that damage it. */
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportTape, importArchive, openWorkspace, pinBlob, repairTape, snapshotTape, type Workspace } from "tapelab";
import { segmentName } from "#sdk/tape/layout.js";
import { compactTape } from "#sdk/workspace/compact.js";

/**
 * `lab` and beside it `copy`, the same and whole. Tapes: live (micro, shared and own commits, blobs, operations, a
 * snapshot, resumed), packed (compacted), replica (imported), mended (repaired, with quarantine). Settings, a pin, a
 * remembered result.
 */
export async function richWorkspace(folder: string): Promise<Workspace> {
  const lab = join(folder, "lab");
  const ws = await openWorkspace(lab);
  const ids = new Map<string, string>();
  for (const label of ["live", "packed", "replica", "mended"]) {
    const session = await ws.startSession(label, { meta: { sigma: 10 } });
    ids.set(label, session.id);
    const rows = label === "live" ? 300 : 20;
    for (let n = 0; n < 3; n++) {
      session.capture("small", { n, text: `${label} ${n}`, list: [n, { deep: n }] });
      await session.commit(`micro ${n}`);
    }
    for (let n = 0; n < 12; n++) {
      session.capture("queued", { n, x: Math.sin(n), name: `q${n % 3}` });
      if (n % 3 === 2) session.queue(`shared ${n}`);
    }
    await session.flush();
    for (let n = 0; n < rows; n++) session.capture("row", { n, x: Math.cos(n), y: n * n, v: new Float32Array([n, 1]) });
    await session.commit("own");
    session.capture("large", { big: `${label}\n`.repeat(60_000) });
    await session.commit("blob");
    await session.edit("params", (e) => {
      e.set("param/lr", "value", 0.1);
      e.set("param/name", "text", label);
    });
    if (label === "live") await session.remember("fit", { order: 3 }, () => ({ slope: 2 }));
    await session.end();
  }
  const live = await ws.resumeSession(ids.get("live")!);
  live.capture("again", { late: 1 });
  await live.commit("resumed");
  await live.end();
  await snapshotTape(ws, "live");
  await compactTape(ws, "packed", { graceHours: 0 });
  await exportTape(ws, "replica", join(folder, "replica.tar"));
  rmSync(join(ws.dir, "tapes", ids.get("replica")!), { recursive: true });
  await importArchive(ws, join(folder, "replica.tar"));
  const [blob] = await ws.blobs.list();
  await pinBlob(ws, blob!.sha256, "kept for the test");
  writeFileSync(join(ws.dir, "settings.json"), '{"session":{"queue_threshold":5}}\n');
  cpSync(lab, join(folder, "copy"), { recursive: true });
  const path = join(ws.dir, "tapes", ids.get("mended")!, segmentName(1));
  const bytes = readFileSync(path);
  bytes[bytes.indexOf("mended 1")]! ^= 1;
  writeFileSync(path, bytes);
  await repairTape(ws, "mended", { from: join(folder, "copy") });
  return ws;
}

/** Every file below a folder, by its path in it. */
export function filesBelow(dir: string, at = ""): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const name of readdirSync(join(dir, at)).sort()) {
    const path = join(at, name);
    if (statSync(join(dir, path)).isDirectory())
      for (const [file, bytes] of filesBelow(dir, path)) found.set(file, bytes);
    else found.set(path, readFileSync(join(dir, path)));
  }
  return found;
}
