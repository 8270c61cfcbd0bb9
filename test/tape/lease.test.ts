import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nodeDisk, runNow } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { readLease } from "#sdk/tape/lease.js";

const dir = mkdtempSync(join(tmpdir(), "tapelab-lease-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("the lease of a process that has ended and whose parent has not asked for it is stale", async () => {
  const parent = spawn("sh", ["-c", "sleep 600 & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const pid = Number(await new Promise<string>((done) => parent.stdout.once("data", (data) => done(String(data)))));
    const stat = (): string[] => (readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1] ?? "").split(" ");
    const facts = { pid, startTicks: Number(stat()[19]), host: hostname(), bootId: systemIds.bootId() };
    const lease = { ...facts, nonce: "00", openedAt: "2026-01-01T00:00:00.000Z" };
    writeFileSync(join(dir, "lease.json"), JSON.stringify(lease));
    const state = () => runNow(nodeDisk, readLease(dir, systemIds)).state;
    expect(state()).toBe("held");
    process.kill(pid, "SIGKILL");
    await expect.poll(() => stat()[0]).toBe("Z");
    expect(state()).toBe("stale");
  } finally {
    parent.kill("SIGKILL");
  }
});
