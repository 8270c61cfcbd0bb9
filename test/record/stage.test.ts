import { describe, expect, it } from "vitest";
import { commitsOn, type TestSession, testSession } from "./session-deps.js";

/** How `x` was stored in each scope, in order. */
async function storages(test: TestSession, name = "x"): Promise<(string | undefined)[]> {
  await test.session.finalize();
  const found: (string | undefined)[] = [];
  for (const commit of await commitsOn(test)) {
    for (let n = 0; n < commit.rows; n++) {
      const { strip, row } = commit.place(n);
      const stored = commit.strips[strip]!.column(name)?.stored(row);
      found.push(stored?.kind === "void" ? `void ${stored.reason}` : stored?.kind);
    }
  }
  return found;
}

describe("marks", () => {
  it("apply to captures made after them, until the stage is next taken", async () => {
    const test = testSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    session.stage.hash("x");
    session.capture("s", { x: 2 });
    session.capture("s", { x: 3 });
    session.queue("one");
    session.capture("s", { x: 4 });
    expect(await storages(test)).toEqual(["value", "hash", "hash", "value"]);
  });

  it("live as long as the session when they are sticky; unmark ends them", async () => {
    const test = testSession();
    const { session } = test;
    session.stage.blob("x", { sticky: true });
    session.capture("s", { x: 1 });
    session.queue("one");
    session.capture("s", { x: 2 });
    session.queue("two");
    session.stage.unmark("x");
    session.capture("s", { x: 3 });
    expect(await storages(test)).toEqual(["blob", "blob", "value"]);
  });

  it("win over earlier marks on the same name, all four alike; those of a capture hold for it alone", async () => {
    const test = testSession();
    const { session } = test;
    const { stage } = session;
    for (const mark of ["blob", "hash", "void", "inline"] as const) {
      stage[mark]("x");
      session.capture("s", { x: 1 });
    }
    stage.void("x");
    session.capture("s", { x: 1 }, { blob: ["x"] });
    session.capture("s", { x: 1 }, { hash: ["x"], blob: ["x"] });
    session.capture("s", { x: 1 });
    expect(await storages(test)).toEqual(["blob", "hash", "void marked", "value", "blob", "hash", "void marked"]);
  });

  it("keep large values inline when told to, which are blobs otherwise", async () => {
    const test = testSession();
    const x = new Float64Array(40_000);
    test.session.capture("s", { x });
    test.session.stage.inline("x");
    test.session.capture("s", { x });
    expect(await storages(test)).toEqual(["blob", "value"]);
  });

  it("are not used up by a gated call, nor by one that found nothing to take", async () => {
    const test = testSession();
    const { session } = test;
    session.stage.hash("x");
    expect(await session.commit("nothing")).toBeNull();
    session.capture("s", { x: 1 });
    expect(session.queue("gated", { every: 2 })).toBeNull();
    session.capture("s", { x: 2 });
    expect(await storages(test)).toEqual(["hash", "hash"]);
  });

  it("never let the value or the hash of a secret name onto the tape", async () => {
    const test = testSession();
    for (const mark of ["inline", "blob", "hash", "void"] as const) {
      test.session.stage[mark]("password");
      test.session.capture("s", { password: "hunter2" });
    }
    const redacted = "void redacted";
    expect(await storages(test, "password")).toEqual([redacted, redacted, redacted, redacted]);
  });

  it("refuse what is no name, and mark nothing", () => {
    const { session } = testSession();
    expect(() => session.stage.blob("x", 5 as never)).toThrow(/names of variables/);
    expect(() => session.stage.blob({ sticky: true }, "x")).toThrow(expect.objectContaining({ code: "bad-option" }));
    expect(session.stage.isPlain).toBe(true);
  });
});
