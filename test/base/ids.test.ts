import { describe, expect, it } from "vitest";
import { systemClock } from "#sdk/base/clock.js";
import { newId, risingIds, systemIds } from "#sdk/base/ids.js";

describe("newId", () => {
  it("is a version 7 UUID of the clock's millisecond", () => {
    const ids = { ...systemIds, random: (size: number) => new Uint8Array(size).fill(0xff) };
    expect(newId({ now: () => 0x0123456789ab + 0.7, mono: () => 0n }, ids)).toBe("0123456789ab7fffbfffffffffffffff");
  });

  it("sorts by time and never repeats", () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => newId({ now: () => 1e12 + i, mono: () => 0n }, systemIds));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 1_000 }, () => newId(systemClock, systemIds))).size).toBe(1_000);
  });
});

describe("risingIds", () => {
  it("sort as they were made, within one millisecond and when the clock is set back", () => {
    let ms = 1e12;
    const next = risingIds({ now: () => ms, mono: () => 0n }, systemIds);
    const ids = Array.from({ length: 300 }, (_, i) => {
      if (i === 100) ms -= 60_000;
      return next();
    });
    expect([...new Set(ids)].sort()).toEqual(ids);
    expect(ids.every((id) => /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/.test(id))).toBe(true);
  });
});

describe("systemIds", () => {
  it("names the process, the host and the boot the same way every time", () => {
    expect(systemIds.pid()).toBe(process.pid);
    expect(systemIds.host()).not.toBe("");
    expect(systemIds.bootId()).toBe(systemIds.bootId());
    if (process.platform === "linux") expect(systemIds.bootId()).toMatch(/^[0-9a-f]{32}$/);
  });
});
