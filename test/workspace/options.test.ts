import { initWorkspace, lineage, openWorkspace, reset, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { useLab } from "./lab.js";

useLab();

describe("options of a workspace", () => {
  it("are refused when they mean nothing, with the name that was meant, before anything is done", async () => {
    const ws = await openWorkspace();
    const session = tape.start("a");
    tape.capture("s", { x: 1 });
    const { uid } = (await tape.commit("c"))!;
    const calls: Record<string, () => unknown> = {
      home: async () => openWorkspace(undefined, { hom: "/x" } as never),
      sandbox: async () => initWorkspace({ sandbx: true } as never),
      cleanOnInit: async () => initWorkspace({ reinit: true, sandbox: { root: "/x", cleanOnInt: true } as never }),
      dirty: async () => reset({ dirt: "discard" } as never),
      until: async () => ws.openTape("a", { untl: "durable" } as never),
      unique: async () => ws.latestScope({}, { uniqe: true } as never),
      onEvent: async () => ws.scopeTable({}, { onEvnt: () => 1 } as never),
      takeOver: async () => ws.resumeSession(session.id, { takover: true } as never),
      name: async () => ws.remembered({ nam: "fit" } as never),
      depth: async () => lineage(ws, uid, { dept: 1 } as never),
      ifDirty: async () => tape.start("b", { ifdirty: "discard" } as never),
      labels: async () => ws.startSession("b", { label: ["x"] } as never),
    };
    for (const [meant, call] of Object.entries(calls)) {
      await expect(call(), meant).rejects.toThrow(expect.objectContaining({ code: "bad-option" }));
      await expect(call(), meant).rejects.toThrow(`Did you mean "${meant}"?`);
    }
    expect(() => ws.scopes$({}, { onEvnt: 1 } as never)).toThrow(/scopes\$: option "onEvnt"/);
    expect(() => ws.commits$({}, { onEvnt: 1 } as never)).toThrow(/commits\$: option "onEvnt"/);
    expect(tape.current()).toBe(session);
  });

  it("are refused when their values mean nothing", async () => {
    const ws = await openWorkspace();
    tape.start("a");
    const uid = `${tape.current().id}:c1`;
    await expect(ws.openTape("a", { until: "durabel" as never })).rejects.toThrow(/expected "written" or "durable"/);
    await expect(lineage(ws, uid, { direction: "left" as never })).rejects.toThrow(/expected "up", "down" or "both"/);
    await expect(lineage(ws, uid, { depth: -1 })).rejects.toThrow(/option "depth": expected a number of steps/);
  });

  it("are refused in the active session's calls, whatever their type", async () => {
    tape.start("a");
    const refused = (code: string) => expect.objectContaining({ name: "TapelabError", code });
    for (const given of [5, null, "x"]) expect(() => tape.start("b", given as never)).toThrow(refused("bad-option"));
    for (const resumeFrom of [5, {}, null, "x"])
      expect(() => tape.start("b", { resumeFrom } as never)).toThrow(refused("bad-option"));
    for (const id of [undefined, 5]) await expect(tape.resume(id as never)).rejects.toThrow(refused("bad-label"));
    await expect(tape.resume("a", { ifdirty: 1 } as never)).rejects.toThrow(/Did you mean "ifDirty"\?/);
  });

  it("are refused as filters of a workspace that are none, or that need another", async () => {
    const ws = await openWorkspace();
    tape.start("a");
    const bad = expect.objectContaining({ name: "TapelabError", code: "bad-selection" });
    for (const selection of [null, 5, { withHistry: true }, { withHistory: true }, { withHistory: 1, session: "a" }]) {
      expect(() => ws.scopes$(selection as never)).toThrow(bad);
      expect(() => ws.commits$(selection as never)).toThrow(bad);
      await expect(ws.scopeTable(selection as never)).rejects.toThrow(bad);
    }
    await expect(ws.latestScope(null as never)).rejects.toThrow(bad);
  });
});
