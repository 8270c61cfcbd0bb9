/** What the golden tapes hold. Never changed: the files were written from it. */
export interface GoldenCommit {
  readonly label: string;
  readonly scopes: readonly Record<string, unknown>[];
}

const modes = ["idle", "ramp", "hold", "brake"];

export function goldenScopes(): readonly GoldenCommit[] {
  return [
    { label: "one", scopes: [{ x: 1.5, n: 42n, ok: true, mode: "idle" }] },
    {
      label: "odd",
      scopes: [
        { a: Number.NaN, b: -0, c: Number.POSITIVE_INFINITY, d: null, e: undefined, f: 2n ** 63n, g: "", h: "é😀" },
        { a: 1, b: 2, c: 3, d: 4, e: 5, f: -(2n ** 64n), g: "g", h: "h" },
      ],
    },
    {
      label: "arrays",
      scopes: [
        {
          f64: new Float64Array([1, Number.NaN, -0]),
          u8: new Uint8Array([0, 255]),
          i64: new BigInt64Array([-1n, 2n ** 62n]),
          list: [1, 2, 3],
          grid: [
            [1, 2],
            [3, 4],
          ],
          nested: { b: [1, "two", null], a: { deep: true } },
          date: new Date(1_700_000_000_000),
          map: new Map([["k", 1]]),
          set: new Set([1, 2]),
          __proto__x: 1,
        },
      ],
    },
    {
      label: "many",
      scopes: Array.from({ length: 300 }, (_, i) => ({
        step: i,
        x: i / 7,
        same: 3.25,
        mode: modes[i >> 5 & 3],
        flag: i % 3 === 0,
        rare: i < 290 ? 1 : i,
      })),
    },
    { label: "few", scopes: Array.from({ length: 12 }, (_, i) => ({ step: i, note: i % 2 ? `n${i}` : null })) },
  ];
}
