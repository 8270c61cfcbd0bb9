import { afterEach, describe, expect, it } from "vitest";
import { limits } from "#sdk/base/limits.js";
import { commitsOn, labelsOn, testSession } from "./session-deps.js";

const shrinkable = limits as { imageBytes: number };
const usual = limits.imageBytes;

afterEach(() => {
  shrinkable.imageBytes = usual;
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
