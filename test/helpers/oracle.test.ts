import { describe, expect, it } from "vitest";
import { Oracle, type Reading } from "./oracle.js";

const image = (label: string): Uint8Array => Buffer.from(`image of ${label}`);
const commit = (sequence: number, label: string): Reading["commits"][number] => ({
  sequence,
  label,
  image: image(label),
});
const reading = (commits: Reading["commits"], damage: Reading["damage"] = []): Reading => ({
  commits,
  damage,
  notices: [],
  tornBytes: 0,
});

/** Three commits attempted; the first two acknowledged, at disk and at os. */
const oracle = (): Oracle => {
  const judge = new Oracle();
  for (const label of ["a", "b", "c"]) judge.attempt(label, image(label));
  judge.acknowledge({ sequence: 1, label: "a", level: "disk" });
  judge.acknowledge({ sequence: 2, label: "b", level: "os" });
  return judge;
};

const lost = (from: number, to = from): Reading["damage"] => [
  { code: "corrupt-commit", firstSequence: from, lastSequence: to },
];

describe("the oracle accepts", () => {
  it("exactly what was acknowledged, and more of what was attempted", () => {
    oracle().check(reading([commit(1, "a"), commit(2, "b")]));
    oracle().check(reading([commit(1, "a"), commit(2, "b"), commit(3, "c")]));
  });

  it("the loss of level os after a power loss", () => {
    const judge = oracle();
    judge.losePower();
    judge.check(reading([commit(1, "a")]));
    judge.acknowledge({ sequence: 2, label: "c", level: "disk" });
    judge.check(reading([commit(1, "a"), commit(2, "c")]));
  });

  it("a reported loss where damage was done", () => {
    oracle().check(reading([commit(1, "a"), commit(3, "c")], lost(2)), true);
  });
});

describe("the oracle rejects", () => {
  const rejects = (found: Reading, damageDone: boolean, text: string): void =>
    expect(() => oracle().check(found, damageDone)).toThrow(text);

  it("a lost acknowledgement, at each level", () => {
    rejects(reading([]), false, "commit 1 (a), acknowledged at level disk, is lost");
    rejects(reading([commit(1, "a")]), false, "commit 2 (b), acknowledged at level os, is lost");
    const judge = oracle();
    judge.losePower();
    expect(() => judge.check(reading([]))).toThrow("commit 1 (a)");
  });

  it("another commit in the place of an acknowledged one", () =>
    rejects(reading([commit(1, "a"), commit(2, "c")]), false, "is lost: found c"));

  it("an invented commit, changed bytes, and a commit that is there twice", () => {
    rejects(reading([commit(1, "a"), commit(2, "b"), commit(3, "z")]), false, "invented");
    rejects(reading([commit(1, "a"), { ...commit(2, "b"), image: image("x") }]), false, "other bytes");
    rejects(reading([commit(1, "a"), commit(2, "b"), commit(3, "b")]), false, "there twice");
  });

  it("a changed order", () => {
    const judge = new Oracle();
    for (const label of ["a", "b"]) judge.attempt(label, image(label));
    expect(() => judge.check(reading([commit(1, "b"), commit(2, "a")]))).toThrow("written later");
  });

  it("a gap that is not reported, and numbers that go back", () => {
    rejects(reading([commit(1, "a"), commit(2, "b"), commit(4, "c")]), true, "commit 3 is missing");
    rejects(reading([commit(2, "b"), commit(1, "a")]), true, "written later");
  });

  it("a false alarm", () => rejects(reading([commit(1, "a"), commit(2, "b")], lost(3)), false, "false alarm"));

  it("two writers that were both told they have the same number", () => {
    expect(() => oracle().acknowledge({ sequence: 2, label: "c", level: "os" })).toThrow("acknowledged twice");
  });
});
