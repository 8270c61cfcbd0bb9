import { describe, expect, it } from "vitest";
import { sessionInfo } from "#sdk/read/session-info.js";

describe("sessionInfo", () => {
  it("tells who recorded, from the recorded facts", () => {
    const facts = {
      labels: ["fit", "b"],
      kind: "launch",
      start_ns: "1700000000000500000",
      meta: { sigma: 10 },
      host: "lab3",
    };
    expect(sessionInfo("id", facts)).toEqual({
      id: "id",
      label: "fit",
      labels: ["fit", "b"],
      kind: "launch",
      startMs: 1_700_000_000_000.5,
      meta: { sigma: 10 },
      facts,
    });
  });

  it("stands facts that are missing or of another kind", () => {
    for (const facts of [{}, { labels: "x", kind: 3, start_ns: "soon", meta: [1] }]) {
      expect(sessionInfo("id", facts)).toMatchObject({
        label: "",
        labels: [],
        kind: "session",
        startMs: undefined,
        meta: {},
      });
    }
  });
});
