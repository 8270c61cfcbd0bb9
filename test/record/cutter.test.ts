import { afterEach, describe, expect, it } from "vitest";
import { limits } from "#sdk/base/limits.js";
import { commitsOn, labelsOn, testSession } from "./session-deps.js";

const shrinkable = limits as { imageBytes: number; columns: number };
const { imageBytes: usual, columns } = limits;

afterEach(() => {
  shrinkable.imageBytes = usual;
  shrinkable.columns = columns;
});

describe("a commit that is too large", () => {
  it("stays on the stage as it was, whichever call asked for it, and is written when it fits", async () => {
    const test = testSession();
    const { session } = test;
    session.stage.hash("digest");
    for (let i = 0; i < 300; i++) session.capture(i % 3 ? "a" : "b", { i, x: i % 7 ? i / 2 : null, digest: i });
    session.addInput("f:c1:s1");
    const before = session.status();
    shrinkable.imageBytes = 500;
    const tooLarge = { code: "commit-too-large", message: expect.stringContaining("still on the stage") };
    await expect(session.commit("whole")).rejects.toMatchObject(tooLarge);
    expect(() => session.queue("whole")).toThrow(expect.objectContaining(tooLarge));
    await expect(session.finalize("whole")).rejects.toMatchObject(tooLarge);
    await expect(session.end()).rejects.toMatchObject(tooLarge);
    expect(session.status()).toEqual(before);
    shrinkable.imageBytes = usual;
    session.capture("a", { i: 300, x: 150, digest: 300 });
    await session.commit("whole");
    const [commit] = await commitsOn(test);
    expect(commit!.meta.inputs).toEqual(["f:c1:s1"]);
    const rows = Array.from({ length: commit!.rows }, (_, n) => {
      const { strip, row } = commit!.place(n);
      const { labels } = commit!.strips[strip]!;
      const column = (name: string) => commit!.strips[strip]!.column(name)!;
      return [labels[0], column("i").get(row), column("x").get(row), column("digest").stored(row).kind];
    });
    const expected = Array.from({ length: 301 }, (_, i) => [
      i < 300 && i % 3 === 0 ? "b" : "a",
      i,
      i % 7 || i === 300 ? i / 2 : null,
      "hash",
    ]);
    expect(rows).toEqual(expected);
  });

  it("gives the same bytes as if nobody had tried before", async () => {
    const images = await Promise.all(
      [false, true].map(async (isTried) => {
        const test = testSession();
        for (let i = 0; i < 20; i++) test.session.capture("s", { i: i > 3 ? i : undefined, n: { deep: [i] } });
        if (isTried) {
          shrinkable.imageBytes = 100;
          expect(() => test.session.queue("q")).toThrow(/larger than one image may be/);
          shrinkable.imageBytes = usual;
        }
        for (let i = 0; i < 20; i++) test.session.capture("s", { i, n: { deep: [i] } });
        await test.session.commit("all");
        return test.disk.now.stat(`${test.dir}/seg-00000001.tape`)?.size;
      }),
    );
    expect(images[1]).toBe(images[0]);
  });

  it("can be made smaller by a filter that is set afterwards", async () => {
    const test = testSession();
    test.session.capture("s", { small: 1, large: "x".repeat(2_000) });
    shrinkable.imageBytes = 1_000;
    expect(() => test.session.queue("q")).toThrow(/filters.ignore/);
    test.session.filters.ignore([{ pattern: "^large$", action: "exclude" }]);
    await test.session.commit("q");
    expect(await labelsOn(test)).toEqual(["q"]);
    expect((await commitsOn(test))[0]!.meta.filtered).toEqual({ large: 1 });
  });
});

describe("more variables than a reader takes", () => {
  const wide = (count: number, from = 0) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${from + i}`, i]));

  it("are refused in one scope at its capture", async () => {
    shrinkable.columns = 100;
    const test = testSession();
    test.session.capture("s", wide(92));
    for (const variables of [wide(93), new Map(Object.entries(wide(93)))]) {
      expect(() => test.session.capture("s", variables)).toThrow(/at most 92 variables, found 93/);
    }
    await test.session.commit("c");
    expect((await commitsOn(test))[0]!.strips[0]!.columns).toHaveLength(92);
  });

  it("are refused where they add up in one commit, whose scopes stay on the stage", async () => {
    shrinkable.columns = 100;
    const test = testSession();
    for (let i = 0; i < 270; i++) test.session.capture("s", wide(10, i * 10));
    await expect(test.session.commit("c")).rejects.toThrow(/too many different names/);
    expect(test.session.status().staged).toBe(270);
    shrinkable.columns = columns;
    await test.session.commit("c");
    expect((await commitsOn(test))[0]!.rows).toBe(270);
  });
});
