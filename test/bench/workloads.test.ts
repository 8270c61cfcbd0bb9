import { describe, expect, it } from "vitest";
// @ts-expect-error The bench is plain JavaScript without types.
import { fingerprint, fingerprints, makeWorkload, randomNumbers } from "../../bench/workloads.mjs";

describe("workloads", () => {
  it("draw the published random numbers", () => {
    const random: () => number = randomNumbers();
    expect([random(), random(), random()]).toEqual([0.02040268573909998, 0.01654784823767841, 0.5431557944975793]);
  });

  for (const name of ["A", "B", "C"]) {
    it(`${name} reproduces its published fingerprint`, () => {
      const { scopes, sha256 } = fingerprints[name];
      expect(fingerprint(name, scopes)).toBe(sha256);
    });
  }

  it("give every scope of A and C an object of its own", () => {
    for (const name of ["A", "C"]) {
      const workload = makeWorkload(name);
      workload.step(0);
      expect(workload.scope()).not.toBe(workload.scope());
    }
  });

  it("B reuses its array, so that only a recorder that copies reads back right", () => {
    const workload = makeWorkload("B");
    workload.step(0);
    const first = workload.scope().state;
    workload.step(1);
    expect(workload.scope().state).toBe(first);
  });

  it("refuse a workload that does not exist", () => {
    expect(() => makeWorkload("D")).toThrow(/no workload "D"/);
  });
});
