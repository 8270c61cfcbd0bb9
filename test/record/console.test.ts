import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { testSession } from "./session-deps.js";

describe("a console", () => {
  it("shows a session on one line, with what it holds", async () => {
    const { session } = testSession();
    session.capture("s", { x: 1 });
    expect(inspect(session)).toBe(`Session "demo" { id: '${session.id}', staged: 1, queued: 0, isFinalized: false }`);
    await session.finalize();
    expect(inspect(session)).toMatch(/staged: 0, queued: 0, isFinalized: true \}$/);
    await session.end();
    expect(inspect(session)).toMatch(/isEnded: true \}$/);
  });

  it("shows the hash of a commit, and whether a queued one is written", async () => {
    const { session } = testSession();
    session.capture("s", { x: 1 });
    const ref = (await session.commit("c"))!;
    expect(inspect(ref)).toContain(`hash: '${ref.hash}'`);
    expect(JSON.parse(JSON.stringify(ref))).toEqual({ ...ref });
    session.capture("s", { x: 2 });
    const receipt = session.queue("d");
    expect(inspect(receipt)).toBe("QueueReceipt { label: 'd', scopes: 1, written: false }");
    await session.flush();
    expect(inspect(receipt)).toBe("QueueReceipt { label: 'd', scopes: 1, written: true }");
  });
});
