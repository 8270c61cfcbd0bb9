import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BucketPoints, smallestWidth } from "#sdk/plot/bucket-points.js";
import { EitherPoints } from "#sdk/plot/either-points.js";
import { HashPoints } from "#sdk/plot/hash-points.js";
import { Heat } from "#sdk/plot/heat.js";
import { Histogram } from "#sdk/plot/histogram.js";
import type { Points } from "#sdk/plot/points.js";
import { WindowPoints } from "#sdk/plot/window-points.js";

// Otherwise no list has more than ten elements, whatever its greatest length: nothing would ever be thinned.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true, numRuns: 300 });

type Pair = readonly [x: number, y: number];

const line = (max = 32): BucketPoints => new BucketPoints({ max, dims: 2, tracked: [1], key: "x" });

/** Adds the points in pieces of these sizes, the last one again and again. */
function added<P extends Points>(points: P, pairs: readonly Pair[], sizes: readonly number[] = [pairs.length]): P {
  const columns = [Float64Array.from(pairs, ([x]) => x), Float64Array.from(pairs, ([, y]) => y)];
  for (let at = 0, n = 0; at < pairs.length; n++) {
    const to = Math.min(pairs.length, at + Math.max(1, sizes[n % sizes.length]!));
    points.add(columns, at, to, at);
    at = to;
  }
  return points;
}

const xyOf = (points: Points): Pair[] => {
  const [x = [], y = []] = points.thinned().columns;
  return x.map((value, i) => [value, y[i]!] as const);
};

// Edges are exact where a number divided by a range is one too.
const finite = fc.double({ min: -1e150, max: 1e150, noNaN: true }).map((x) => (Math.abs(x) < 1e-150 ? 0 : x));
const doubles = fc.oneof(finite, fc.constantFrom(Infinity, -Infinity));
const numbers = fc.oneof(doubles, fc.integer({ min: -50, max: 50 }), fc.constant(Number.NaN));
const ascending = fc
  .array(fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), numbers), { maxLength: 300 })
  .map((steps) => {
    let x = 0;
    return steps.map(([step, y]): Pair => {
      x += step < 1e-150 ? 0 : step;
      return [x, y];
    });
  });
/** Of equal points the first of a bucket is kept, however buckets were merged. */
const equals = ascending.map((pairs) => pairs.map(([x, y]): Pair => [x, y > 0 ? 1 : 0]));
const anywhere = fc.array(fc.tuple(numbers, numbers), { maxLength: 300 });
const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

/** Min–max from scratch: on the edges of the smallest width that suffices, over all points at once. */
function fromScratch(pairs: readonly Pair[], max: number): Pair[] {
  const points = pairs.map(([x, y], n) => ({ x, y, n })).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const byX = (a: { x: number; n: number }, b: { x: number; n: number }): number => a.x - b.x || a.n - b.n;
  if (points.length <= max) return points.sort(byX).map(({ x, y }) => [x, y]);
  const capacity = Math.floor((max - 2) / 2);
  const xs = points.map(({ x }) => x);
  const width = smallestWidth(Math.min(...xs), Math.max(...xs), capacity);
  const buckets = new Map<number, typeof points>();
  for (const point of points) {
    const bucket = Math.floor(point.x / width);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), point]);
  }
  const kept = new Set([points[0]!, points.at(-1)!]);
  for (const bucket of buckets.values()) {
    kept.add(bucket.reduce((low, one) => (one.y < low.y ? one : low)));
    kept.add(bucket.reduce((high, one) => (one.y > high.y ? one : high)));
  }
  return [...kept].sort(byX).map(({ x, y }) => [x, y]);
}

const withoutGaps = (pairs: readonly Pair[]): Pair[] => pairs.filter(([, y]) => !Number.isNaN(y));

describe("min–max down-sampling", () => {
  it("equals the one from scratch on the same edges, in whatever pieces the points come", () => {
    fc.assert(
      fc.property(fc.oneof(ascending, equals, anywhere), pieces, (pairs, sizes) => {
        expect(withoutGaps(xyOf(added(line(), pairs, sizes)))).toEqual(fromScratch(pairs, 32));
      }),
    );
  });

  it("keeps lowest, highest, first and last point, and at most so many", () => {
    fc.assert(
      fc.property(ascending, (pairs) => {
        const real = pairs.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
        const points = added(line(), pairs);
        const kept = withoutGaps(xyOf(points));
        expect(points.count).toBe(real.length);
        expect(points.thinned().shown).toBe(kept.length);
        expect(kept.length).toBeLessThanOrEqual(32);
        if (real.length === 0) return;
        const ys = (list: readonly Pair[]): number[] => list.map(([, y]) => y);
        expect(Math.min(...ys(kept))).toBe(Math.min(...ys(real)));
        expect(Math.max(...ys(kept))).toBe(Math.max(...ys(real)));
        expect(kept[0]).toEqual(real[0]);
        expect(kept.at(-1)![0]).toBe(real.at(-1)![0]);
      }),
    );
  });

  it("never joins what a gap parts", () => {
    fc.assert(
      fc.property(ascending, (pairs) => {
        const gapsOf = (list: readonly Pair[]): Map<string, number> => {
          let gaps = 0;
          const known = new Map<string, number>();
          for (const [i, [x, y]] of list.entries()) {
            if (Number.isFinite(y)) known.set(`${x} ${y} ${i}`, gaps);
            else gaps++;
          }
          return known;
        };
        const kept = xyOf(added(line(), pairs));
        const before = [...gapsOf(pairs)].map(([key, gaps]) => [key.replace(/ \d+$/, ""), gaps] as const);
        const gapsByPoint = new Map(before);
        if (gapsByPoint.size < before.length) return; // equal points cannot be told apart
        for (const [i, [x, y]] of kept.entries()) {
          const [nextX, nextY] = kept[i + 1] ?? [Number.NaN, Number.NaN];
          if (Number.isNaN(y) || Number.isNaN(nextY)) continue;
          expect(gapsByPoint.get(`${nextX} ${nextY}`)).toBe(gapsByPoint.get(`${x} ${y}`));
        }
      }),
    );
  });

  it("keeps a spike of one point among 10 million, and says how many there are", () => {
    const points = line(2_000);
    const size = 100_000;
    const x = new Float64Array(size);
    const y = new Float64Array(size);
    for (let block = 0; block < 100; block++) {
      for (let i = 0; i < size; i++) {
        x[i] = (block * size + i) * 0.001;
        y[i] = Math.sin(i * 0.01);
      }
      if (block === 61) y[12_345] = 1e6;
      points.add([x, y], 0, size, block * size);
    }
    const { columns, shown } = points.thinned();
    expect(points.count).toBe(10_000_000);
    expect(shown).toBeGreaterThan(900);
    expect(shown).toBeLessThanOrEqual(2_000);
    expect(columns[0]![columns[1]!.indexOf(1e6)]).toBe((61 * size + 12_345) * 0.001);
  });

  it("counts infinite values and draws none", () => {
    const points = added(line(), [
      [0, 1],
      [1, Number.POSITIVE_INFINITY],
      [2, Number.NEGATIVE_INFINITY],
      [3, 2],
    ]);
    expect(points.infinite).toBe(2);
    expect(xyOf(points)).toEqual([
      [0, 1],
      [3, Number.NaN],
      [3, 2],
    ]);
  });
});

describe("thinning of clouds", () => {
  it("depends on the points alone, keeps the extremes of both axes, and at most so many", () => {
    fc.assert(
      fc.property(anywhere, pieces, (pairs, sizes) => {
        const points = added(new HashPoints(32, 2), pairs, sizes);
        const kept = xyOf(points);
        expect(kept).toEqual(xyOf(added(new HashPoints(32, 2), pairs)));
        expect(kept.length).toBeLessThanOrEqual(32);
        const real = pairs.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
        for (const axis of [0, 1] as const) {
          const of = (list: readonly Pair[]): number[] => list.map((one) => one[axis]);
          expect(Math.max(...of(kept))).toBe(Math.max(...of(real)));
          expect(Math.min(...of(kept))).toBe(Math.min(...of(real)));
        }
      }),
    );
  });

  it("takes over where x goes back, with every point from the first on", () => {
    const pairs = Array.from({ length: 5_000 }, (_, i): Pair => [i < 4_000 ? i : 8_000 - i, i]);
    const either = added(new EitherPoints(line(), new HashPoints(32, 2)), pairs);
    expect(either.isLine).toBe(false);
    expect(xyOf(either)).toEqual(xyOf(added(new HashPoints(32, 2), pairs)));
  });
});

describe("a window of the newest rows", () => {
  it("is as if there were no others", () => {
    fc.assert(
      fc.property(ascending, pieces, fc.integer({ min: 1, max: 80 }), (pairs, sizes, size) => {
        const windowed = added(new WindowPoints(size, 2, () => line()), pairs, sizes);
        expect(withoutGaps(xyOf(windowed))).toEqual(fromScratch(pairs.slice(-size), 32));
      }),
    );
  });
});

describe("a histogram", () => {
  it("counts every value once, whatever the pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
          minLength: 1,
          maxLength: 500,
        }),
        fc.integer({ min: 1, max: 50 }),
        (drawn, wanted) => {
          const values = drawn.map((value) => (Math.abs(value) < 1e-300 ? 0 : value)); // edges are exact down to there
          const histogram = new Histogram();
          const many = Float64Array.from({ length: 40 * values.length }, (_, i) => values[i % values.length]!);
          for (let at = 0; at < many.length; at += 777) histogram.add(many, at, Math.min(many.length, at + 777));
          const { start, width, counts } = histogram.bins(wanted);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(many.length);
          expect(counts.length).toBeLessThanOrEqual(wanted);
          const whole = new Histogram();
          whole.add(many, 0, many.length);
          expect(whole.bins(wanted)).toEqual({ start, width, counts });
          const inFirst = many.filter((value) => value >= start && value < start + width).length;
          expect(counts[0]).toBe(inFirst);
        },
      ),
    );
  });

  it("has 10 to 200 bins when nobody says how many", () => {
    const histogram = new Histogram();
    histogram.add(
      Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i)),
      0,
      100_000,
    );
    expect(histogram.bins().counts.length).toBeGreaterThanOrEqual(10);
    expect(histogram.bins().counts.length).toBeLessThanOrEqual(200);
  });
});

describe("a heatmap", () => {
  it("averages neighbors when there are too many, and keeps the true range", () => {
    const heat = new Heat();
    for (let row = 0; row < 1_000; row++) {
      const values = Float64Array.from({ length: 512 }, (_, i) => row + i);
      if (row === 500) values[100] = 1e9;
      if (row === 0) values[0] = Number.NaN;
      heat.add(row, { dims: [512], values });
    }
    const { z, x, y, low, high } = heat.picture()!;
    expect([z.length, z[0]!.length, x.step, y.step]).toEqual([256, 250, 4, 2]);
    expect(z[10]![20]).toBe(80 + 1.5 + 20.5);
    expect(z[0]![0]).toBeCloseTo((1 + 1 + 2 + 2 + 3 + 3 + 4) / 7);
    expect([low, high]).toEqual([1, 1e9]);
  });

  it("counts arrays of another shape", () => {
    const heat = new Heat();
    heat.add(0, { dims: [2], values: [1, 2] });
    heat.add(1, { dims: [3], values: [1, 2, 3] });
    heat.add(2, { dims: [2, 2, 2], values: [] });
    expect([heat.count, heat.misfits]).toEqual([1, 2]);
  });
});
