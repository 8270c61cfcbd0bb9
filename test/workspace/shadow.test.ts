import { openWorkspace, progressModel, type Session, type ShadowOptions, shadow } from "tapelab";
import { describe, expect, it } from "vitest";
import { collect, useLab } from "./lab.js";

useLab();

interface Settings {
  theme: string;
  recent?: string[];
}

/** The old file, in memory. */
function oldFile(): ShadowOptions<Settings> & { value: Settings; isBroken: boolean } {
  const file = {
    name: "settings",
    value: { theme: "light" } as Settings,
    isBroken: false,
    read: () => structuredClone(file.value),
    write: (value: Settings) => {
      if (file.isBroken) throw new Error("the old file cannot be written");
      file.value = structuredClone(value);
    },
  };
  return file;
}

const options = ({ name, read, write }: ShadowOptions<Settings>): ShadowOptions<Settings> => ({
  name,
  read,
  write,
  threshold: { equal: 3, sessions: 2 },
});

async function sessionOf(label: string): Promise<Session> {
  return (await openWorkspace()).startSession(label);
}

describe("the shadow of a state file", () => {
  it("puts every save on the tape, and reads the old file until it is flipped", async () => {
    const file = oldFile();
    const one = await shadow(await sessionOf("one"), options(file));
    await one.save({ theme: "dark" });
    await one.save({ theme: "dark", recent: ["a"] });
    expect(await one.read()).toEqual({ theme: "dark", recent: ["a"] });
    await expect(one.flip()).rejects.toMatchObject({ code: "parity-not-reached" });
    const two = await shadow(await sessionOf("two"), options(file));
    await two.save({ theme: "blue" });
    expect(two.parity()).toMatchObject({ equivalent: true, compared: 3, equal: 3, sessions: 2, isFlipped: false });
    await two.flip();
    file.value = { theme: "changed by somebody else" };
    expect(await two.read()).toEqual({ theme: "blue" });
    const ws = await openWorkspace();
    expect({ ...(await ws.state()).get("shadow/settings") }).toEqual({ theme: "blue" });
    const three = await shadow(await sessionOf("three"), options(file));
    expect(three.parity()).toMatchObject({ isFlipped: true, compared: 3 });
    await three.unflip();
    expect((await three.read()).theme).toBe("changed by somebody else");
    const notes = await collect(ws.commits$({ commitLabel: "shadow", system: true }));
    expect(notes.filter(({ kind }) => kind === "SYSTEM")).toHaveLength(5);
  });

  it("lets a save succeed that the tape does not take, with one notice", async () => {
    const file = oldFile();
    const session = await sessionOf("one");
    const settings = await shadow(session, options(file));
    await session.end();
    await settings.save({ theme: "dark" });
    await settings.save({ theme: "blue" });
    expect(file.value).toEqual({ theme: "blue" });
    expect(settings.parity()).toMatchObject({ broken: 2, compared: 0 });
  });

  it("fails a save as before when the old file does", async () => {
    const file = oldFile();
    const settings = await shadow(await sessionOf("one"), options(file));
    file.isBroken = true;
    await expect(settings.save({ theme: "dark" })).rejects.toThrow("cannot be written");
    expect(settings.parity().compared).toBe(0);
  });

  it("does nothing when it is disabled", async () => {
    const file = oldFile();
    const settings = await shadow(await sessionOf("one"), { ...options(file), enabled: false });
    await settings.save({ theme: "dark" });
    expect(file.value).toEqual({ theme: "dark" });
    expect(settings.parity()).toMatchObject({ enabled: false, equivalent: true, compared: 0 });
    expect((await (await openWorkspace()).state()).entities()).toEqual([]);
  });

  it("refuses options that mean nothing", async () => {
    const session = await sessionOf("one");
    const file = options(oldFile());
    for (const wrong of [
      { ...file, name: "" },
      { ...file, read: undefined },
      { ...file, treshold: {} },
    ])
      await expect(shadow(session, wrong as never)).rejects.toMatchObject({ code: "bad-option" });
    await expect(shadow("one" as never, file)).rejects.toMatchObject({ code: "bad-option" });
  });
});

describe("a read model of a tape", () => {
  it("is what its commits come to, at once and live", async () => {
    const ws = await openWorkspace();
    const session = await ws.startSession("run");
    session.capture("step", { t: 1 });
    await session.commit("chunk");
    await session.edit("e", (e) => e.set("a/b", "c", 1));
    const { model, sequence, hash } = await ws.project("run", progressModel);
    expect(model).toMatchObject({ commits: 2, scopes: 1, operations: 1 });
    expect([sequence > 2, hash]).toEqual([true, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(await ws.project("run", progressModel)).toMatchObject({ hash });
    const all = collect(ws.project$("run", progressModel));
    await session.end();
    expect((await all).at(-1)).toMatchObject({ commits: 2, scopes: 1, operations: 1 });
    await expect(ws.project("nobody", progressModel)).rejects.toMatchObject({ code: "no-such-session" });
  });
});
