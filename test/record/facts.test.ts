import { describe, expect, it } from "vitest";
import { canonicalJson } from "#sdk/base/canonical-json.js";
import { defaultActor, sessionFacts, startFacts } from "#sdk/record/facts.js";
import { CounterIds } from "../helpers/counter-ids.js";

const git = { commit: "ab".repeat(20), dirty: () => undefined, known: Promise.resolve(undefined) };
const start = startFacts({
  actor: "ada@lab3",
  ids: new CounterIds(),
  root: "/lab",
  git,
  site: { srcFile: "fit.ts", srcLine: 12 },
});

describe("session facts", () => {
  it("say who, where and with what", () => {
    const facts = sessionFacts(start, {
      id: "1".repeat(32),
      kind: "session",
      labels: ["fit", "b"],
      startMs: 1_700_000_000_000.25,
      meta: { k: 1 },
    });
    expect(facts).toMatchObject({
      actor: "ada@lab3",
      attempt: 1,
      git_commit: "ab".repeat(20),
      host: "lab3",
      id: "1".repeat(32),
      kind: "session",
      labels: ["fit", "b"],
      line: 12,
      meta: { k: 1 },
      node: process.versions.node,
      pid: 812,
      script: "fit.ts",
      start_ns: "1700000000000250000",
      workspace: "/lab",
    });
    expect(facts.zone_minutes).toBe(-new Date(1_700_000_000_000).getTimezoneOffset() + 0);
  });

  it("leave out what is not known, and are JSON", () => {
    const facts = sessionFacts(start, { id: "1".repeat(32), kind: "session", labels: ["fit"], startMs: 0 });
    const stored = JSON.parse(canonicalJson(facts)) as Record<string, unknown>;
    expect(stored).not.toHaveProperty("git_dirty");
    expect(stored).not.toHaveProperty("resumed_from");
    expect(stored).not.toHaveProperty("meta");
  });

  it("keep that git did not answer apart from not known yet", () => {
    const silent = startFacts({
      actor: "a",
      ids: new CounterIds(),
      root: "/",
      git: { ...git, dirty: () => null },
      site: {},
    });
    expect(JSON.parse(canonicalJson(silent))).toHaveProperty("git_dirty", null);
  });
});

describe("defaultActor", () => {
  it("is user@host", () => expect(defaultActor(new CounterIds())).toMatch(/^.+@lab3$/));
});
