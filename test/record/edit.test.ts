import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Edit } from "#sdk/record/edit.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { Asset, decodeOperationValue, type OperationCommit, readOperations } from "#sdk/value/operations.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { commitsOn, labelsOn, type TestSession, testSession } from "./session-deps.js";

/** Commits with operations. */
async function editsOn({ disk, dir }: Pick<TestSession, "disk" | "dir">): Promise<OperationCommit[]> {
  const reader = await TapeReader.open(disk, dir);
  const images = reader.commits.map(async (entry) => readOperations(entry.sequence, await reader.image(entry)));
  return (await Promise.all(images)).filter(({ operations }) => operations.length > 0);
}

/** Entity, field and value of each operation. */
function told(commit: OperationCommit | undefined): unknown[] {
  return (commit?.operations ?? []).map(({ entity, field, value }) =>
    value === undefined ? [entity, field] : [entity, field, decodeOperationValue(value)],
  );
}

const bad = (text = "") => expect.objectContaining({ code: "bad-operation", message: expect.stringContaining(text) });

describe("an edit", () => {
  it("is one commit of kind USER_EDIT, with who made it and a counter that grows", async () => {
    const test = testSession();
    const ref = await test.session.edit("rename", (e) => {
      e.set("contact/abc", "name", "Jane");
      e.clear("contact/abc", "phone");
    });
    await test.session.edit("more", (e) => e.remove("contact/abc"));
    await test.session.edit("back", (e) => e.restore("contact/abc"));
    const edits = await editsOn(test);
    expect(edits.map(({ sequence, kind, label }) => [sequence, kind, label])).toEqual([
      [2, 1, "rename"],
      [3, 1, "more"],
      [4, 1, "back"],
    ]);
    expect(ref).toMatchObject({ uid: `${test.session.id}:c2`, sequence: 2, label: "rename", scopes: 0 });
    expect(told(edits[0])).toEqual([
      ["contact/abc", "name", "Jane"],
      ["contact/abc", "phone"],
    ]);
    expect(edits.slice(1).map(told)).toEqual([[["contact/abc", "@removed", true]], [["contact/abc", "@removed"]]]);
    expect(edits.map(({ edit }) => edit)).toEqual(
      [1, 2, 3].map((lamport) => ({ actor: "ada@lab", lamport, seen: new Map() })),
    );
  });

  it("lets queued commits go first and leaves staged scopes on the stage", async () => {
    const test = testSession();
    test.session.capture("a", { x: 1 });
    test.session.queue("queued");
    test.session.capture("a", { x: 2 });
    await test.session.edit("edit", (e) => e.set("a/b", "c", 1));
    expect(await labelsOn(test)).toEqual(["queued", "edit"]);
    expect(test.session.status()).toMatchObject({ staged: 1, queued: 0 });
    await test.session.finalize("rest");
    expect((await commitsOn(test)).map(({ rows }) => rows)).toEqual([1, 0, 1]);
  });

  it("writes nothing, and returns null, when the function does nothing", async () => {
    const test = testSession();
    test.session.capture("a", { x: 1 });
    test.session.queue("queued");
    expect(await test.session.edit("edit", () => undefined)).toBeNull();
    expect(test.session.status().queued).toBe(1);
    expect(await editsOn(test)).toEqual([]);
  });

  it("records a value that the field shows already, and clearing a field that is not there", async () => {
    const test = testSession();
    for (const _ of [1, 2]) await test.session.edit("same", (e) => e.set("a/b", "c", 1));
    await test.session.edit("none", (e) => e.clear("a/b", "d"));
    expect(await editsOn(test)).toHaveLength(3);
  });

  it("writes nothing when the function throws, and throws the same", async () => {
    const test = testSession();
    test.session.queue("queued");
    const error = new Error("no");
    const edit = test.session.edit("edit", (e) => {
      e.set("a/b", "c", 1);
      throw error;
    });
    await expect(edit).rejects.toBe(error);
    expect(await editsOn(test)).toEqual([]);
    await test.session.edit("next", (e) => e.set("a/b", "c", 2));
    expect(await editsOn(test)).toHaveLength(1);
  });
});

describe("the function of an edit", () => {
  it("is refused when it is asynchronous, and its object is of no use afterwards", async () => {
    const test = testSession();
    let late: Edit | undefined;
    const edit = test.session.edit("edit", (async (e: Edit) => {
      late = e;
      e.set("a/b", "c", 1);
    }) as never);
    await expect(edit).rejects.toEqual(bad("at once"));
    expect(() => late?.set("a/b", "c", 1)).toThrow(bad("while it runs"));
    expect(await editsOn(test)).toEqual([]);
  });

  it("is told of names and values that mean nothing (A20)", async () => {
    const { session } = testSession();
    const wrong: ((e: Edit) => void)[] = [
      (e) => e.set("", "f", 1),
      (e) => e.set("lr", "f", 1),
      (e) => e.set("9a/b", "f", 1),
      (e) => e.set("a/b\n", "f", 1),
      (e) => e.set("a/b", "", 1),
      (e) => e.clear("a/b", "@removed"),
      (e) => e.clear("a/b", "f".repeat(129)),
      (e) => e.remove("a"),
      (e) => e.get("a"),
      (e) => e.set("a/b", "f", () => 1),
      (e) => e.set("a/b", "f", { inside: Symbol("x") }),
      (e) => e.setAsset("a/b", "f", "text" as never, { name: "x" }),
      (e) => e.setAsset("a/b", "f", Uint8Array.of(1), { name: "" }),
      (e) => e.deleteAsset("a/b", "f", "gone"),
    ];
    for (const change of wrong) await expect(session.edit("edit", change)).rejects.toEqual(bad());
    await expect(session.edit("edit", (e) => e.set("a/b", "f", Promise.resolve()))).rejects.toMatchObject({
      details: { entity: "a/b", field: "f", found: "an object of class Promise" },
    });
  });

  it("may use names like __proto__ as plain data", async () => {
    const test = testSession();
    await test.session.edit("edit", (e) => {
      e.set("a/__proto__", "__proto__", { constructor: 1 });
      expect(Object.keys(e.get("a/__proto__") ?? {})).toEqual(["__proto__"]);
    });
    expect(told((await editsOn(test))[0])).toEqual([["a/__proto__", "__proto__", { constructor: 1 }]]);
  });

  it("may change what it gave afterwards", async () => {
    const test = testSession();
    const [list, bytes] = [[1, 2], Uint8Array.of(1, 2)];
    await test.session.edit("edit", (e) => {
      e.set("a/b", "list", list);
      e.setAsset("a/b", "file", bytes, { name: "x.bin" });
      list.push(3);
      bytes[0] = 9;
    });
    const [edit] = await editsOn(test);
    expect(told(edit)[0]).toEqual(["a/b", "list", [1, 2]]);
    const asset = decodeOperationValue(edit!.operations[1]!.value!) as Asset;
    expect(await test.deps.blobs.read(asset.sha256)).toEqual(Uint8Array.of(1, 2));
  });
});

describe("what an edit reads", () => {
  it("is the state with its own writes on top", async () => {
    const { session } = testSession();
    await session.edit("one", (e) => e.set("a/b", "x", 1));
    await session.edit("two", (e) => {
      e.set("a/b", "y", 2);
      e.clear("a/b", "x");
      expect(e.get("a/b")).toEqual(Object.assign(Object.create(null), { y: 2 }));
      e.remove("a/b");
      expect(e.get("a/b")).toBeUndefined();
      e.restore("a/b");
      expect(Object.keys(e.get("a/b") ?? {})).toEqual(["y"]);
      e.remove("a/b");
    });
    await session.edit("three", (e) => {
      expect(e.get("a/b")).toBeUndefined();
      e.restore("a/b");
      expect(Object.keys(e.get("a/b") ?? {})).toEqual(["y"]);
    });
  });
});

describe("an asset", () => {
  it("is on the disk before the commit that refers to it, which lists its hash", async () => {
    const test = testSession();
    const facts = { name: "logo.png", mediaType: "image/png" };
    await test.session.edit("logo", (e) => e.setAsset("org/a", "logo", Buffer.from("pixels"), facts));
    const [commit] = await commitsOn(test);
    const [edit] = await editsOn(test);
    const asset = decodeOperationValue(edit!.operations[0]!.value!);
    expect(asset).toEqual(
      new Asset({ sha256: commit!.blobs[0]!, size: 6, name: "logo.png", media: "image/png", type: "Uint8Array[6]" }),
    );
    expect(String(Buffer.from((await test.deps.blobs.read(commit!.blobs[0]!))!))).toBe("pixels");
  });

  it("leaves hash and reason on the tape when it is deleted, and its bytes where they are", async () => {
    const test = testSession();
    await test.session.edit("logo", (e) => e.setAsset("org/a", "logo", Uint8Array.of(1), { name: "a.bin" }));
    await test.session.edit("gone", (e) => {
      e.deleteAsset("org/a", "logo", "outdated");
      expect(e.get("org/a")).toBeUndefined();
    });
    const [logo, gone] = await commitsOn(test);
    const [sha256] = logo!.blobs;
    const deleted = { entity: "org/a", field: "logo", sha256, size: 1, name: "a.bin", reason: "outdated" };
    expect(gone).toMatchObject({ blobs: [], meta: { deleted: [deleted] } });
    expect(await test.deps.blobs.read(sha256!)).toEqual(Uint8Array.of(1));
  });
});

describe("a large edit (S30)", () => {
  it("of more than 1,000 operations is written with a warning, once per session", async () => {
    const test = testSession();
    const many = (count: number) => (e: Edit) => {
      for (let i = 0; i < count; i++) e.set(`a/${i}`, "x", i);
    };
    await test.session.edit("thousand", many(1_000));
    expect(test.notices).toEqual([]);
    for (const label of ["more", "again"]) await test.session.edit(label, many(1_001));
    expect(test.notices).toEqual([expect.stringMatching(/"more".*1001 operations/)]);
    expect((await editsOn(test)).map(({ operations }) => operations.length)).toEqual([1_000, 1_001, 1_001]);
  });

  it("of more than 16 MiB is refused, with nothing written, and one of just that size is not", async () => {
    const test = testSession();
    const text = (size: number) => (e: Edit) => e.set("a/b", "c", "x".repeat(size));
    const max = 16 * 1_048_576;
    await expect(test.session.edit("large", text(max - 5))).rejects.toMatchObject({
      code: "commit-too-large",
      message: expect.stringMatching(/Nothing was written. Split it .* setAsset/),
    });
    expect(await labelsOn(test)).toEqual([]);
    await test.session.edit("fits", text(max - 6));
    expect(await labelsOn(test)).toEqual(["fits"]);
  });
});

describe("a session without edits (S32)", () => {
  it("writes no actor, no counter and nothing seen into its commits", async () => {
    const test = testSession();
    for (let i = 0; i < 100; i++) test.session.capture("s", { i });
    await test.session.finalize("done");
    const reader = await TapeReader.open(test.disk, test.dir);
    for (const entry of reader.commits)
      expect(readOperations(entry.sequence, await reader.image(entry))).toMatchObject({
        operations: [],
        edit: undefined,
      });
    expect(test.disk.now.readdir(test.dir)).not.toContain("snapshots");
  });

  it("has the bytes that it had before there were edits", async () => {
    const test = testSession();
    for (let i = 0; i < 1_000; i++) {
      test.session.capture("step", { i, x: i / 3, name: `n${i % 7}` });
      if (i % 100 === 99) test.session.queue("chunk", { meta: { i } });
    }
    await test.session.finalize("done");
    const reader = await TapeReader.open(test.disk, test.dir);
    const hash = createHash("sha256");
    for (const entry of reader.commits) if (entry.kind === 0) hash.update(await reader.image(entry));
    expect(hash.digest("hex")).toBe("b48beddced001a38b58c506e4876df0770c8d5c0c3c5773b446157c451e3c127");
  });
});

describe("an edit of 50 fields (S13)", () => {
  it("is there as a whole or not at all after a crash at every operation of the disk", async () => {
    const change = (e: Edit): void => {
      for (let i = 0; i < 50; i++) e.set(`a/${i}`, "x", i);
      e.setAsset("a/0", "file", Uint8Array.of(1), { name: "x" });
    };
    const found = new Set<number>();
    let isOver = false;
    for (let at = 0; !isOver && at < 200; at++) {
      for (const fault of ["crash-before", "crash-after"] as const) {
        const machine = new MemoryDisk();
        machine.putDir("/lab/.tapelab/tapes");
        let from = Number.POSITIVE_INFINITY;
        const disk = new FaultDisk(machine, {
          rng: new Rng(at),
          fault: ({ index }) => (index === from + at ? fault : undefined),
        });
        const test = testSession(disk);
        from = disk.count;
        const outcome = await test.session.edit("fifty", change).then(
          () => "written",
          () => "failed",
        );
        isOver = outcome === "written" && disk.count < from + at;
        const rng = new Rng(at);
        for (const left of [machine, machine.powerLoss(rng, "weak"), machine.powerLoss(rng, "ordered")]) {
          const [edit] = await editsOn({ disk: left, dir: test.dir });
          const count = edit?.operations.length ?? 0;
          expect(outcome === "written" ? [51] : [0, 51]).toContain(count);
          found.add(count);
        }
      }
    }
    expect(isOver).toBe(true);
    expect(found).toEqual(new Set([0, 51]));
  });
});

describe("an edit that its disk does not take", () => {
  it("is held, and written first by the next commit, with a counter of its own", async () => {
    let isFull = false;
    const disk = new FaultDisk(new MemoryDisk(), {
      rng: new Rng(1),
      fault: ({ name }) => (isFull && name === "append" ? "ENOSPC" : undefined),
    });
    const test = testSession(disk);
    await test.session.edit("one", (e) => e.set("a/b", "c", 1));
    isFull = true;
    await expect(test.session.edit("two", (e) => e.set("a/b", "c", 2))).rejects.toMatchObject({ code: "disk-full" });
    expect(test.session.status().held).toBe(1);
    isFull = false;
    await test.session.edit("three", (e) => e.set("a/b", "c", 3));
    expect((await editsOn(test)).map(({ label, edit }) => [label, edit?.lamport])).toEqual([
      ["one", 1],
      ["two", 2],
      ["three", 3],
    ]);
  });
});
