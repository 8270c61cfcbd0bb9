import { describe, expect, it } from "vitest";
import { TapelabError } from "#sdk/errors.js";
import { type Leaving, leaveAtExit } from "#sdk/record/exit.js";

function leaving(changes: Partial<Leaving> = {}): { leaving: Leaving; done: string[]; notices: string[] } {
  const done: string[] = [];
  const notices: string[] = [];
  let staged = 2;
  return {
    done,
    notices,
    leaving: {
      label: "demo",
      mode: "flush",
      staged: () => staged,
      queued: () => 100,
      finalize: () => {
        staged = 0;
        done.push("finalize");
      },
      flush: () => done.push("flush"),
      sync: () => done.push("sync"),
      notify: (text) => notices.push(text),
      ...changes,
    },
  };
}

describe("leaveAtExit", () => {
  it("writes the queue and says how many scopes are lost", () => {
    const test = leaving();
    expect(leaveAtExit(test.leaving)).toBe(true);
    expect(test.done).toEqual(["flush", "sync"]);
    expect(test.notices).toEqual([expect.stringMatching(/^2 scopes of session "demo" .* are lost\./)]);
  });

  it("writes the stage as well when told to finalize, and does nothing when told to drop", () => {
    const finalize = leaving({ mode: "finalize" });
    leaveAtExit(finalize.leaving);
    expect([finalize.done, finalize.notices]).toEqual([["finalize", "flush", "sync"], []]);
    const drop = leaving({ mode: "drop" });
    leaveAtExit(drop.leaving);
    expect([drop.done, drop.notices]).toEqual([[], []]);
  });

  it("says how many commits a full disk did not take, and why, and never throws (T-82)", () => {
    const test = leaving({
      staged: () => 0,
      flush: () => {
        throw new TapelabError("disk-full", "No space left (ENOSPC). Commits 1-41 are safe.", {
          tape: "demo",
          cause: "ENOSPC",
        });
      },
    });
    expect(leaveAtExit(test.leaving)).toBe(false);
    expect(test.notices).toEqual([
      '100 queued commits of session "demo" could not be written. No space left (ENOSPC). Commits 1-41 are safe.',
    ]);
  });
});
