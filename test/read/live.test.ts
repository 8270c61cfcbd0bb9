import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, map, toArray } from "rxjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { Tape } from "#sdk/read/tape.js";
import type { TapeSource } from "#sdk/read/tape-source.js";
import { TapeReader } from "#sdk/tape/reader.js";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tapelab-live-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const commits = 100;

/** Starts a process that records `commits` commits of one scope, and waits for its first one. */
async function record(name: string, pauseMs: number): Promise<TapeSource> {
  const id = `0198f0c0ffee7000800000000000${name.padStart(4, "0")}`;
  const dir = join(root, "tapes", id);
  mkdirSync(join(root, "tapes"), { recursive: true });
  spawn(process.execPath, [join(import.meta.dirname, "live-writer.cjs"), dir, `${commits}`, `${pauseMs}`], {
    stdio: "inherit",
  });
  while (!existsSync(join(dir, "seg-00000001.tape"))) await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    id,
    label: "live",
    open: (options) => TapeReader.open(nodeDisk, dir, options),
    watch: (onChange) => nodeDisk.watch!(dir, onChange),
  };
}

describe("follow$ of a tape that another process writes", () => {
  it.each(["written", "durable"] as const)(
    "sees each %s commit once, in order, and completes at its end",
    async (until) => {
      const tape = await Tape.open(await record(until === "written" ? "1" : "2", 2));
      const seen = tape.follow$({}, { until }).pipe(
        map((scope) => ({
          i: scope.vars.i,
          lateMs: performance.timeOrigin + performance.now() - (scope.vars.sentMs as number),
        })),
        toArray(),
      );
      const scopes = await lastValueFrom(seen);
      expect(scopes.map(({ i }) => i)).toEqual(Array.from({ length: commits }, (_, i) => i));
      if (until === "written") {
        const late = scopes.map(({ lateMs }) => lateMs).sort((a, b) => a - b);
        expect(late[commits / 2]!).toBeLessThan(250);
        if (process.env.TAPELAB_TIMES)
          console.log(`follow: p50 ${late[50]!.toFixed(2)} ms, p90 ${late[90]!.toFixed(2)} ms`);
      }
      await tape.close();
    },
  );

  it("sees them also where nothing can be watched, by looking from time to time", async () => {
    const { watch: _, ...source } = await record("3", 1);
    const tape = await Tape.open(source);
    const scopes = await lastValueFrom(
      tape.follow$().pipe(
        map(({ vars }) => vars.i),
        toArray(),
      ),
    );
    expect(scopes).toEqual(Array.from({ length: commits }, (_, i) => i));
    await tape.close();
  });
});
