import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { values } from "./blob-contents.js";
import { type Count, life } from "./life.js";
import kept from "./seeds.json" with { type: "json" };

// Timers and the thread pool have their own times: what they make is made before, so that a seed is one schedule.
vi.mock("#sdk/blob/pack-queue.js", async () => {
  const { pack } = await vi.importActual<typeof import("#sdk/blob/pack.js")>("#sdk/blob/pack.js");
  const { hex, sha256 } = await import("#sdk/base/sha256.js");
  const made = new Map<string, Uint8Array | undefined>();
  for (const value of values) {
    const content = new Uint8Array(value.buffer);
    made.set(hex(sha256(content)), await pack(content));
  }
  class PackQueue {
    add = async (content: Uint8Array): Promise<Uint8Array | undefined> => made.get(hex(sha256(content)));
    noteWrite = (): void => undefined;
  }
  return { PackQueue };
});

// A process of a story is none of this machine: nothing outlives it here.
vi.mock("#sdk/record/exit.js", async (original) => ({ ...(await original<object>()), onExit: () => () => undefined }));
vi.mock("#sdk/workspace/process-state.js", async (original) => ({
  ...(await original<object>()),
  addSession: () => undefined,
}));
vi.mock("#sdk/workspace/edits-session.js", () => {
  const opened = new WeakMap<object, { note(label: string, meta: object): Promise<string> }>();
  return {
    noteOnWorkspace(ws: import("tapelab").Workspace, label: string, meta: object) {
      const session = opened.get(ws) ?? ws.edits.start();
      opened.set(ws, session);
      return session.note(label, meta);
    },
  };
});

beforeAll(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe("interleavings of sessions, readers, compaction, collection and crashes", () => {
  it("lose no reachable blob and no confirmed commit, and show every reader one history (S8)", {
    timeout: 3_600_000,
  }, async () => {
    const count: Count = { commits: 0, looks: 0, compactions: 0, taken: 0, segments: 0, deaths: 0 };
    const seeds = seedsOf(100, kept.life);
    for (const seed of seeds) await withSeed("life", "interleavings", seed, () => life(seed, count));
    if (seeds.length < 100) return;
    console.log(`${seeds.length} interleavings: ${JSON.stringify(count)}`);
    for (const reached of Object.values(count)) expect(reached).toBeGreaterThan(seeds.length / 20);
  });
});
