import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tapelabVersion } from "#sdk/record/facts.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { commitsOn, labelsOn, testSession } from "./session-deps.js";

describe("the setting", () => {
  it("record.scope_time leaves the times of scopes out; a time that is given stays, and commits have theirs", async () => {
    const test = testSession(new MemoryDisk(), { "record.scope_time": false });
    test.session.capture("s", { x: 1 });
    test.session.capture("s", { x: 2 }, { time: 5n });
    await test.session.finalize();
    const [commit] = await commitsOn(test);
    const times = [0, 1].map((n) => {
      const { strip, row } = commit!.place(n);
      return commit!.strips[strip]!.context(row).timeNs;
    });
    expect(times).toEqual([undefined, 5n]);
    expect(commit!.wallMs).toBeGreaterThan(0);
  });

  it("session.durability os resolves before any sync of the tape, and the call over it after one", async () => {
    const disk = new FaultDisk(new MemoryDisk());
    const { session, ...test } = testSession(disk, { "session.durability": "os" });
    const syncs = () => disk.log.filter(({ name, path }) => name === "sync" && path.endsWith(".tape")).length;
    const before = syncs();
    session.capture("s", { x: 1 });
    await session.commit("os");
    expect([syncs(), session.status().durableSequence]).toEqual([before, 1]);
    session.capture("s", { x: 2 });
    await session.commit("disk", { durability: "disk" });
    expect([syncs(), session.status().durableSequence]).toEqual([before + 1, 3]);
    expect(await labelsOn(test)).toEqual(["os", "disk"]);
  });

  it("record.redact hides more names, and record.redact_allow lets one through", async () => {
    const test = testSession(new MemoryDisk(), {
      "record.redact": ["iban"],
      "record.redact_allow": ["secret_sauce"],
    });
    test.session.capture("s", { iban: "DE1", my_IBAN: "DE2", secret_sauce: 3, secret: 4 });
    await test.session.finalize();
    const strip = (await commitsOn(test))[0]!.strips[0]!;
    const kinds = ["iban", "my_IBAN", "secret_sauce", "secret"].map((name) => strip.column(name)!.stored(0).kind);
    expect(kinds).toEqual(["void", "void", "value", "void"]);
    const bytes = test.disk.now.openRead(`${test.dir}/seg-00000001.tape`);
    const all = new Uint8Array(10_000);
    test.disk.now.read(bytes, all, 0);
    expect(Buffer.from(all).includes("DE1")).toBe(false);
  });

  it("record.inline_max_bytes decides what is a blob", async () => {
    const test = testSession(new MemoryDisk(), { "record.inline_max_bytes": 100 });
    test.session.capture("s", { small: new Uint8Array(100), large: new Uint8Array(101) });
    await test.session.finalize();
    const strip = (await commitsOn(test))[0]!.strips[0]!;
    expect(["small", "large"].map((name) => strip.column(name)!.stored(0).kind)).toEqual(["value", "blob"]);
  });
});

describe("the version in the session's facts", () => {
  it("is that of the package", () => {
    const { version } = JSON.parse(readFileSync(`${__dirname}/../../sdk/package.json`, "utf8")) as { version: string };
    expect(tapelabVersion).toBe(version);
  });
});
