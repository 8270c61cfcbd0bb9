import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fold } from "#sdk/state/fold.js";
import type { OperationCommit } from "#sdk/value/operations.js";
import { times } from "../helpers/effort.js";
import { Rng } from "../helpers/rng.js";
import { commit, type Step, shown } from "./commits.js";

const tapes = ["aa".repeat(16), "bb".repeat(16), "cc".repeat(16), "dd".repeat(16)];

interface Delivery {
  readonly tape: string;
  readonly commit: OperationCommit;
}

function folded(deliveries: readonly Delivery[]): Fold {
  const fold = new Fold();
  for (const { tape, commit: one } of deliveries) fold.apply(tape, one);
  return fold;
}

const names = ["a/1", "a/2", "b/é", "b/\u{1f600}", "b/\uffee", "p/__proto__", "p/constructor"];
const fields = ["x", "y", "@removed", "__proto__", "toString", "\u{1f600}", "\uffee"];

/** Commits of four peers: sequences of a tape are its own, counters collide between tapes. */
const deliveries = fc
  .array(
    fc.record({
      tape: fc.constantFrom(...tapes),
      jump: fc.integer({ min: 0, max: 3 }),
      steps: fc.array(
        fc.tuple(fc.constantFrom(...names), fc.constantFrom(...fields), fc.option(fc.jsonValue({ maxDepth: 1 }))),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 24 },
  )
  .map((list) => {
    const last = new Map<string, { sequence: number; lamport: number }>();
    return list.map(({ tape, jump, steps }): Delivery => {
      const { sequence, lamport } = last.get(tape) ?? { sequence: 1, lamport: 0 };
      const next = { sequence: sequence + 1, lamport: lamport + 1 + jump };
      last.set(tape, next);
      const plain = steps.map(
        ([entity, field, value]): Step => (value === null ? [entity, field] : [entity, field, value]),
      );
      return { tape, commit: commit(next.sequence, plain, next.lamport) };
    });
  });

describe("Fold", () => {
  it("shows the last value of each field, in the order of UTF-8 bytes", () => {
    const fold = new Fold();
    fold.apply(
      "t",
      commit(2, [
        ["b/2", "x", 1],
        ["b/2", "x", 2],
        ["a/1", "y", "é"],
      ]),
    );
    fold.apply(
      "t",
      commit(3, [
        ["a/1", "x", null],
        ["a/\u{1f600}", "x", 0],
        ["a/\uffee", "x", 0],
      ]),
    );
    expect(shown(fold)).toEqual(["a/1.x=null", 'a/1.y="é"', "a/\uffee.x=0", "a/\u{1f600}.x=0", "b/2.x=2"]);
    expect([...fold.entities()]).toEqual(["a/1", "a/\uffee", "a/\u{1f600}", "b/2"]);
    expect(fold.get("b/2")).toEqual(Object.assign(Object.create(null), { x: 2 }));
    expect(fold.get("b/3")).toBeUndefined();
  });

  it("keeps a clear against an older set that comes later, and an older clear from deleting", () => {
    const fold = new Fold();
    fold.apply("t", commit(3, [["a/1", "x"]], 9));
    fold.apply("u", commit(2, [["a/1", "x", "old"]], 8));
    expect(fold.get("a/1")).toBeUndefined();
    fold.apply("u", commit(3, [["a/1", "x", "new"]], 10));
    fold.apply("t", commit(2, [["a/1", "x"]], 7));
    expect(fold.get("a/1")?.x).toBe("new");
  });

  it("orders by counter, then tape, then sequence, then place in the commit", () => {
    const order: [string, OperationCommit][] = [
      [
        "t",
        commit(
          2,
          [
            ["a/1", "x", "first"],
            ["a/1", "x", "second"],
          ],
          5,
        ),
      ],
      ["t", commit(3, [["a/1", "x", "later commit"]], 5)],
      ["u", commit(2, [["a/1", "x", "greater tape"]], 5)],
      ["a", commit(2, [["a/1", "x", "greater counter"]], 6)],
    ];
    const values = ["second", "later commit", "greater tape", "greater counter"];
    for (const [i, expected] of values.entries()) {
      const fold = new Fold();
      for (const [tape, one] of order.slice(0, i + 1).reverse()) fold.apply(tape, one);
      expect(fold.get("a/1")?.x).toBe(expected);
    }
  });

  it("counts a commit without facts of an edit by its sequence", () => {
    const fold = folded([{ tape: "t", commit: commit(7, [["a/1", "x", 1]]) }]);
    expect(fold.greatestLamport).toBe(7);
    expect(fold.seen).toEqual(new Map([["t", 7]]));
  });

  it("hides a removed entity with a field set by another peer, and shows it with the field when restored (S12)", () => {
    const fold = new Fold();
    fold.apply("t", commit(2, [["a/1", "x", 1]], 1));
    fold.apply("t", commit(3, [["a/1", "@removed", true]], 2));
    fold.apply("u", commit(2, [["a/1", "phone", 5]], 2));
    expect(fold.get("a/1")).toBeUndefined();
    expect([...fold.entities()]).toEqual([]);
    expect(fold.stateHash()).toBe(new Fold().stateHash());
    fold.apply("t", commit(4, [["a/1", "@removed"]], 3));
    expect({ ...fold.get("a/1") }).toEqual({ phone: 5, x: 1 });
  });
});

describe("Fold of foreign bytes", () => {
  it("counts names that mean nothing as opaque, without effect (A20)", () => {
    const fold = new Fold();
    const before = fold.stateHash();
    const bad: Step[] = [
      ["", "x", 1],
      ["a/1", "", 1],
      ["a/1", ""],
      ["", ""],
      ["noslash", "x", 1],
      ["a/", "x", 1],
    ];
    bad.push([`a/${"i".repeat(129)}`, "x", 1], ["a/1", "f".repeat(129), 1], ["1/a", "x", 1], ["a/\u0007", "x", 1]);
    expect(fold.apply("t", commit(2, bad))).toBe(bad.length);
    expect(fold.cellCount).toBe(0);
    expect(fold.stateHash()).toBe(before);
    expect(fold.apply("t", commit(3, [["a/1", "x", 1], ...bad]))).toBe(bad.length);
    expect(shown(fold)).toEqual(["a/1.x=1"]);
  });

  it("takes names like __proto__ as plain data", () => {
    const fold = folded([
      {
        tape: "t",
        commit: commit(2, [
          ["p/__proto__", "__proto__", { evil: 1 }],
          ["p/__proto__", "constructor", 2],
        ]),
      },
    ]);
    const found = Fold.decode(fold.encode()).get("p/__proto__");
    expect(Object.getPrototypeOf(found)).toBeNull();
    expect(Object.keys(found ?? {})).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });

  it("shows foreign bytes that are no value as void, and hashes them as they are", () => {
    const fold = new Fold();
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
    const operations = [{ entity: "a/1", field: "x", value: bytes("{nonsense") }];
    fold.apply("t", { ...commit(2, []), operations });
    expect(fold.get("a/1")?.x).toMatchObject({ kind: "void" });
    expect(Fold.decode(fold.encode()).stateHash()).toBe(fold.stateHash());
  });

  it("keeps what was read after the memory of the commit is used again", () => {
    const one = commit(2, [["a/1", "x", "kept"]]);
    const fold = folded([{ tape: "t", commit: one }]);
    one.operations[0]!.value!.fill(0);
    expect(fold.get("a/1")?.x).toBe("kept");
  });
});

describe("Fold in any order", () => {
  it("has one foldHash for 200 commits of 4 peers in 1,000 orders with duplicates (S11)", () => {
    const rng = new Rng(11);
    const all: Delivery[] = [];
    for (let i = 0; i < 200; i++) {
      const steps = Array.from({ length: 1 + rng.below(4) }, (): Step => {
        const [entity, field] = [`n/${rng.below(20)}`, rng.chance(0.1) ? "@removed" : `f${rng.below(4)}`];
        return rng.chance(0.25) ? [entity, field] : [entity, field, i];
      });
      all.push({ tape: tapes[i % 4]!, commit: commit(2 + (i >> 2), steps, 1 + (i >> 2) + rng.below(3)) });
    }
    const expected = folded(all).foldHash();
    const hashes = new Set<string>();
    for (let run = 0; run < times(1_000); run++) {
      const order = [...all, ...all.filter(() => rng.chance(0.2))];
      for (let i = order.length - 1; i > 0; i--) {
        const j = rng.below(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      hashes.add(folded(order).foldHash());
    }
    expect([...hashes]).toEqual([expected]);
  });

  it("is a function of the set of commits, also when it is merged from parts or goes through bytes", () => {
    fc.assert(
      fc.property(deliveries, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (all, parts) => {
        const whole = folded(all);
        const three = [new Fold(), new Fold(), new Fold()] as const;
        for (const { tape, commit: one } of all) three[parts.next().value as 0 | 1 | 2].apply(tape, one);
        const [a, b, c] = three.map((fold) => fold.encode());
        const merged = (...list: (Uint8Array | undefined)[]): Fold => {
          const fold = new Fold();
          for (const bytes of list) fold.merge(Fold.decode(bytes!));
          return fold;
        };
        const ab = merged(a, b);
        ab.merge(merged(c));
        const bc = merged(b, c);
        bc.merge(merged(a));
        for (const fold of [ab, bc, merged(c, b, a), merged(a, b, c, a, b)]) {
          expect(fold.foldHash()).toBe(whole.foldHash());
          expect(fold.stateHash()).toBe(whole.stateHash());
          expect(Buffer.from(fold.encode()).equals(whole.encode())).toBe(true);
          expect(fold.seen).toEqual(whole.seen);
          expect(fold.cellCount).toBe(whole.cellCount);
        }
      }),
      { numRuns: times(100) },
    );
  });

  it("goes on from bytes as if it had never stopped", () => {
    fc.assert(
      fc.property(deliveries, fc.nat(24), (all, cut) => {
        const fold = Fold.decode(folded(all.slice(0, cut)).encode());
        for (const { tape, commit: one } of all.slice(cut)) fold.apply(tape, one);
        const whole = folded(all);
        expect(shown(fold)).toEqual(shown(whole));
        expect(fold.foldHash()).toBe(whole.foldHash());
        for (const name of names) expect(fold.get(name)).toEqual(whole.get(name));
      }),
      { numRuns: times(100) },
    );
  });

  it("does not let a merge reach back into what was merged", () => {
    const [one, sum] = [folded([{ tape: "t", commit: commit(2, [["a/1", "x", 1]], 1) }]), new Fold()];
    sum.merge(one);
    sum.apply("t", commit(3, [["a/1", "x", 2]], 2));
    expect([one.get("a/1")?.x, sum.get("a/1")?.x]).toEqual([1, 2]);
  });
});
