import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { archiveAt, exportTape, openWorkspace, tape, verifyArchive, verifyTapes } from "tapelab";
import { describe, expect, it } from "vitest";
import { useLab } from "./lab.js";

const lab = useLab();

/** Flips one bit where the text stands. */
function damage(file: string, text: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.indexOf(text)]! ^= 1;
  writeFileSync(file, bytes);
}

describe("verifyTapes and verifyArchive", () => {
  it("prove tapes and archives, and name what was damaged afterwards", async () => {
    tape.start("lorenz");
    tape.capture("step", { note: "to be damaged" });
    await tape.finalize("done");
    await tape.end();
    const ws = await openWorkspace();
    const path = `${lab.root}/lorenz.tar`;
    await exportTape(ws, "lorenz", path);
    const asked: string[] = [];
    for (const level of ["quick", "full", "deep"] as const) {
      const found = await verifyTapes(ws, "lorenz", { level }, ({ label }) => asked.push(label));
      expect(found).toMatchObject({ isClean: true, tapes: [{ damage: [], unreadable: [], problem: undefined }] });
      expect(await verifyArchive(path, { level })).toMatchObject({ isClean: true, isConfirmed: true, damage: [] });
    }
    expect(new Set(asked)).toEqual(new Set(["lorenz"]));
    const [entry] = await ws.sessions();
    damage(`${entry!.dir}/${readdirSync(entry!.dir).find((name) => name.endsWith(".tape"))}`, "to be damaged");
    damage(path, "to be damaged");
    const found = await verifyTapes(ws);
    expect([found.isClean, found.tapes[0]?.damage.length]).toEqual([false, 1]);
    expect(await verifyArchive(path)).toMatchObject({ isClean: false, damage: [{ text: expect.any(String) }] });
    expect([archiveAt(path), archiveAt(lab.root)]).toEqual([path, undefined]);
  });

  it("refuse a level that there is not", async () => {
    const ws = await openWorkspace();
    await expect(verifyTapes(ws, undefined, { level: "most" as never })).rejects.toMatchObject({ code: "bad-option" });
    await expect(verifyArchive("x", { levle: "full" } as never)).rejects.toMatchObject({ code: "bad-option" });
  });
});
