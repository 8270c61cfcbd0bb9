import { describe, expect, it } from "vitest";
import { encodeImage } from "#sdk/value/image.js";
import { StageRows } from "#sdk/value/stage.js";
import { bytesOf, generated, seeded } from "./samples.js";
import { type Row, rowsOf } from "./spec-columns.js";

const context = { labels: ["step"], srcFile: "lorenz.ts", srcLine: 12 };
const head = { label: "chunk", kind: 0, wallMs: 1_790_000_000_000 };

/** Stages the scopes, encodes them and reads the image by the specification. */
function throughImage(
  scopes: readonly object[],
  labels: readonly string[] = ["step"],
): { rows: Row[]; forms: number[] } {
  const stage = new StageRows({
    inlineMaxBytes: 1 << 20,
    isRedacted: (name) => name === "secret",
    putBlob: (bytes) => ({ bytes, sha256: bytesOf("00".repeat(32)) }),
  });
  for (const scope of scopes) stage.append({ ...context, labels }, scope, 1_790_000_000_000.5, undefined);
  const image = encodeImage(head, stage.take());
  const shapes = new Map(image.shapes.map((shape) => [shape.id, generated.Shape.decode(shape.bytes)]));
  const commit = generated.Commit.decode(image.bytes);
  return { rows: rowsOf(commit, shapes), forms: commit.strip.flatMap((strip) => [...(strip.forms ?? [])]) };
}

function variables(row: Row): Record<string, unknown> {
  return Object.fromEntries([...row].filter(([name]) => !/^\$[^$]/.test(name)));
}

describe("a reader built from sections 6 and 7 of SPEC.md", () => {
  it("reads numbers, bigints, booleans and text of tight and aligned strips", () => {
    for (const count of [1, 2, 8, 9, 100, 1_000]) {
      const random = seeded(count);
      const scopes = Array.from({ length: count }, (_, i) => {
        const word = `word ${Math.floor(random() * 3)} é`;
        return {
          x: random(),
          step: i,
          same: 7.5,
          n: BigInt(i) - 5n,
          ok: random() < 0.5,
          word,
          text: `text ${random()}`,
          slow: Math.floor(i / 50),
        };
      });
      expect(throughImage(scopes).rows.map(variables)).toEqual(scopes);
    }
  });

  it("meets every form: dense, const, changes, words, text, words with changes", () => {
    const scopes = Array.from({ length: 400 }, (_, i) => ({
      ...{ x: i * 0.1, same: 1, slow: i >> 6, word: `w${(i * 7) % 5}`, text: `${i}`, rare: i < 300 ? "a" : "b" },
    }));
    const { rows, forms } = throughImage(scopes);
    expect(rows.map(variables)).toEqual(scopes);
    expect(new Set(forms.map((form) => form & 15))).toEqual(new Set([0, 1, 2, 3, 4, 10]));
  });

  it("tells null, undefined and NaN apart, in any mixture", () => {
    for (const count of [5, 40]) {
      const values = [1.5, null, undefined, Number.NaN, -0, Number.POSITIVE_INFINITY];
      for (const list of [
        values,
        [1, null],
        [undefined, 2],
        [null],
        [undefined],
        ["a", null, "b"],
        ["a", undefined, null],
      ]) {
        const scopes = Array.from({ length: count }, (_, i) => ({ v: list[i % list.length] }));
        const rows = throughImage(scopes).rows.map(variables);
        expect(rows).toEqual(scopes);
        rows.forEach(({ v }, i) => {
          expect(Object.is(v, list[i % list.length])).toBe(true);
        });
      }
    }
  });

  it("restores the order of many strips", () => {
    const scopes = Array.from({ length: 700 }, (_, i) => ({ [`only${(i * 13) % 40}`]: i, i }));
    expect(throughImage(scopes).rows.map(variables)).toEqual(scopes);
  });

  it("reads the union strip of a commit with more than 256 shapes", () => {
    const scopes = Array.from({ length: 600 }, (_, i) => ({ [`only${i % 300}`]: i, i }));
    expect(throughImage(scopes).rows.map(variables)).toEqual(scopes);
  });

  it("reads typed arrays, nested values, void and names that begin with $", () => {
    for (const count of [3, 30]) {
      const scopes = Array.from({ length: count }, (_, i) => ({
        a: Float32Array.of(i, 0.5),
        o: { b: [i, null] },
        f: () => i,
        secret: 1,
        $t: i,
      }));
      const rows = throughImage(scopes).rows.map(variables);
      rows.forEach((row, i) => {
        expect(row.a).toEqual(Buffer.from(Float32Array.of(i, 0.5).buffer));
        expect(row.o).toEqual({ json: JSON.stringify({ b: [i, null] }) });
        expect((row.f as { void: string[] }).void).toHaveLength(2);
        expect((row.secret as { void: string[] }).void[1]).toBe("redacted");
        expect(row.$$t).toBe(i);
      });
    }
  });

  it("reads time, labels and source of each row", () => {
    for (const labels of [[], ["one"], ["one", "two"]]) {
      const [row] = throughImage(
        Array.from({ length: 20 }, () => ({ x: 1 })),
        labels,
      ).rows;
      expect(row?.get("$t")).toBe(1_790_000_000_000_500_000n);
      expect(row?.get("$label")).toEqual([undefined, "one", { json: '["one","two"]' }][labels.length]);
      expect([row?.get("$file"), row?.get("$line")]).toEqual(["lorenz.ts", 12]);
    }
  });
});
