import { firstValueFrom, lastValueFrom, map, take, tap, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { handedOn, handoffModel } from "#sdk/state/handoff-model.js";
import type { ReadModel } from "#sdk/state/model.js";
import { standardModels } from "#sdk/state/models.js";
import { progressModel } from "#sdk/state/progress-model.js";
import { project, project$ } from "#sdk/state/project.js";
import { reportModel } from "#sdk/state/report-model.js";
import { resumeModel } from "#sdk/state/resume-model.js";
import { takeSnapshot } from "#sdk/state/take-snapshot.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { testSession } from "../record/session-deps.js";
import { depsOf, dir, edits, goOn, imageOf, type TestCommit, tapeId, tapeOf } from "./tapes.js";

const ids = new CounterIds(3_000);

const start: TestCommit = { label: "session_start", kind: 8, facts: { resumed_from: { tape: "x", sequence: 4 } } };
const said = (label: string, meta: object, facts: object = {}): TestCommit => ({
  label,
  kind: 0,
  facts: { meta, ...facts },
});
/** 20 commits of every sort. */
const story: TestCommit[] = [
  start,
  said("load", { step: { name: "load", status: "ok" }, source: "a.csv" }),
  ...Array.from({ length: 6 }, (_, i) => said("chunk", { progress: { phase: "run", done: i, total: 10 }, lr: i / 10 })),
  said("chunk", { progress: { phase: "run", done: 1, total: 10 } }, { filtered: { secret: 2, __proto__x: 1 } }),
  said("fit", { step: { name: "fit", status: "failed", error: "no convergence" }, cursor: { row: 7 } }),
  said("fit", { step: { name: "fit", status: "resumable", result: `${tapeId}:c3:s1` } }),
  said("__proto__", { __proto__: null, constructor: 1, deep: JSON.parse(`${'{"a":'.repeat(70)}1${"}".repeat(70)}`) }),
  said(
    "cached",
    {},
    {
      remembered: [
        { name: "r", key: "k", status: "hit" },
        { name: "r", key: "k", status: "miss" },
      ],
    },
  ),
  said("plot", { progress: { phase: "plot", done: 1, total: 4 }, step: { name: "plot", status: "ok" } }),
  ...edits(6).slice(1),
  said("tail", {}, { tail: true }),
];

describe("read models", () => {
  it("at commit n are those of the tape cut at n, for n = 1..20, each with its hash (A16)", async () => {
    expect(story).toHaveLength(20);
    const whole = await tapeOf(story);
    const warm = await tapeOf(story.slice(0, 9));
    await takeSnapshot(warm, ids, dir);
    await goOn(warm, story.slice(9));
    for (let n = 1; n <= 20; n++) {
      const cut = await tapeOf(story.slice(0, n));
      for (const model of standardModels) {
        const expected = await project(cut, dir, model);
        for (const disk of [whole, warm]) expect(await project(disk, dir, model, { sequence: n })).toEqual(expected);
        expect(expected.hash).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });

  it("go on from their images as from the start, at whatever commit the snapshot was taken", async () => {
    for (const cut of [1, 5, 13, 19]) {
      const disk = await tapeOf(story.slice(0, cut));
      await takeSnapshot(disk, ids, dir);
      await goOn(disk, story.slice(cut));
      for (const model of standardModels) {
        const plain = await project(disk, dir, model, { useSnapshots: false });
        expect(await project(disk, dir, model)).toEqual(plain);
        expect(model.encode(model.decode(model.encode(plain.model)))).toEqual(model.encode(plain.model));
      }
    }
  });

  it("say how far it is, and never less within a phase", async () => {
    const { model } = await project(await tapeOf(story), dir, progressModel);
    expect(model).toMatchObject({ sequence: 20, commits: 19, scopes: 0, operations: 6, phase: "plot", fraction: 0.25 });
    expect({ ...model.labels }).toMatchObject({ load: 1, chunk: 7, fit: 2, edit: 5, tail: 1 });
    expect(Object.hasOwn(model.labels, "__proto__")).toBe(true);
    const at9 = await project(await tapeOf(story), dir, progressModel, { sequence: 9 });
    expect([at9.model.phase, at9.model.fraction]).toEqual(["run", 0.5]);
  });

  it("say where to continue", async () => {
    const { model } = await project(await tapeOf(story), dir, resumeModel);
    expect(model).toMatchObject({
      commit: { uid: `${tapeId}:c20`, sequence: 20, label: "tail" },
      isTail: true,
      resumedFrom: { tape: "x", sequence: 4 },
      cursor: { row: 7 },
    });
  });

  it("say what happened, partial until the session has ended", async () => {
    const open = await project(await tapeOf(story), dir, reportModel);
    const ended = await project(await tapeOf(story, { isEnded: true }), dir, reportModel);
    expect(open.model.partial).toBe(true);
    expect(ended.model).toEqual({ ...open.model, partial: false });
    const { meta, filtered, remembered } = ended.model;
    expect(meta.chunk?.lr).toEqual({ count: 6, first: 0, last: 0.5 });
    expect(new Map(Object.entries(meta)).get("__proto__")?.deep?.last).toBeNull();
    expect({ ...filtered }).toEqual({ secret: 2, __proto__x: 1 });
    expect({ ...remembered.r }).toEqual({ hit: 1, miss: 1 });
  });

  it("hand on the results of steps that are there, in order", async () => {
    const disk = await tapeOf(story);
    const { model } = await project(disk, dir, handoffModel);
    expect(model.steps.map(({ name, status, error }) => [name, status, error])).toEqual([
      ["load", "ok", null],
      ["fit", "resumable", null],
      ["plot", "ok", null],
    ]);
    expect(handedOn(model).map(({ name }) => name)).toEqual(["load", "fit", "plot"]);
    const path = disk.files().find((one) => one.endsWith(".tape"))!;
    const bytes = disk.bytes(path);
    bytes[Buffer.from(bytes).indexOf('"done":0')]! ^= 1; // commit 3
    disk.put(path, bytes);
    const damaged = await project(disk, dir, handoffModel);
    expect(damaged.model.gaps).toEqual([{ first: 3, last: 3 }]);
    expect(handedOn(damaged.model).map(({ name }) => name)).toEqual(["load", "plot"]);
    const withBlob = { ...model, steps: model.steps.map((step) => ({ ...step, blobs: [step.name] })) };
    expect(handedOn(withBlob, (blob) => blob !== "load").map(({ name }) => name)).toEqual(["fit", "plot"]);
  });
});

describe("read models of foreign commits", () => {
  it("can always be written and read back, whatever foreign metadata says", async () => {
    const deep = (n: number): unknown => JSON.parse(`${'{"a":'.repeat(n)}1${"}".repeat(n)}`);
    const odd = [deep(56), deep(60), deep(64), deep(500), "\ud800", 5, null, [], { "\ud800": 1 }, -0, 1e300];
    const facts = odd.flatMap((value) => [
      { meta: { value, "\ud800": value, cursor: value, step: value, progress: value } },
      {
        meta: { step: { name: value, status: "ok", result: value, error: value } },
        remembered: [value, { name: value }],
      },
      { meta: { progress: { phase: value, done: value, total: value } }, filtered: value, resumed_from: value },
      { meta: value, remembered: value, filtered: { a: value, "\ud800": 1 } },
    ]);
    facts.push({ meta: { step: { name: "\ud800", status: "ok" } } } as never);
    const commits = facts.map((one, i): TestCommit => ({ label: "c", kind: i % 5 === 0 ? 8 : 0, facts: one }));
    const disk = await tapeOf([start, ...commits], { batch: 16 });
    for (const model of standardModels) {
      const { model: found, sequence } = await project(disk, dir, model);
      expect(sequence).toBe(commits.length + 1);
      expect(model.encode(model.decode(model.encode(found)))).toEqual(model.encode(found));
    }
    expect((await takeSnapshot(disk, ids, dir))?.sequence).toBe(commits.length + 1);
  });
});

describe("read models of recorded scopes", () => {
  it("know the last scope of each label and what could not be stored, also behind a snapshot", async () => {
    const disk = new MemoryDisk();
    const { session } = testSession(disk);
    const folder = `${session.tapesDir}/${session.id}`;
    for (let i = 0; i < 5; i++) {
      session.capture("step", { i, bad: () => i });
      if (i % 2 === 0) session.capture("energy", { e: i });
      await session.commit("chunk");
      if (i === 2) await takeSnapshot(disk, ids, folder);
    }
    const { model } = await project(disk, folder, reportModel);
    expect({ ...model.resume.scopes }).toEqual({
      step: `${session.id}:c6:s1`,
      energy: `${session.id}:c6:s2`,
    });
    expect({ ...model.voids }).toEqual({ bad: 5 });
    expect(await project(disk, folder, reportModel, { useSnapshots: false })).toEqual(
      await project(disk, folder, reportModel),
    );
    session.endNow();
  });
});

describe("project$", () => {
  const counting: ReadModel<readonly number[]> = {
    name: "sequences",
    version: 1,
    init: () => [],
    apply: (list, { sequence }) => [...list, sequence],
    encode: (list) => Buffer.from(JSON.stringify(list)),
    decode: (image) => JSON.parse(Buffer.from(image).toString()) as readonly number[],
  };

  it("gives the model after each commit, past first, then live, and completes at the end", async () => {
    const disk = await tapeOf(edits(3));
    const { writer } = await TapeWriter.resume(dir, depsOf(disk, 400), { takeOver: true });
    let next = 3;
    const all = lastValueFrom(
      project$(disk, dir, counting).pipe(
        tap((list) => {
          if (list.length < next || next >= 6) return;
          next++;
          writer.append([imageOf({ label: "live" })]);
          writer.durableNow();
          if (next === 6) void writer.end();
        }),
        map((list) => list.length),
        toArray(),
      ),
    );
    expect(await all).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("begins at the image of a snapshot, and stops reading when nobody listens", async () => {
    const disk = await tapeOf(edits(5));
    await takeSnapshot(disk, ids, dir, [counting as ReadModel<unknown>]);
    expect(await firstValueFrom(project$(disk, dir, counting))).toEqual([1, 2, 3, 4, 5]);
    await goOn(disk, edits(3).slice(1));
    const two = await lastValueFrom(project$(disk, dir, counting).pipe(take(2), toArray()));
    expect(two.map((list) => list.length)).toEqual([6, 7]);
  });

  it("tells an error of the model", async () => {
    const disk = await tapeOf(edits(3));
    const failing: ReadModel<unknown> = {
      ...(counting as ReadModel<unknown>),
      apply: () => {
        throw new Error("no such field");
      },
    };
    await expect(firstValueFrom(project$(disk, dir, failing))).rejects.toThrow("no such field");
  });
});
