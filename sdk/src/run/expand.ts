/**
 * From a spec to its runs: sizes are counted first, and run i is computed from i alone, so a plan of a million runs needs
 * memory for its lists only.
 */
import { byCodePoint } from "../base/canonical-json.js";
import { TapelabError } from "../errors.js";
import type { Canonical } from "./canonical.js";
import { badSpec } from "./failures.js";
import type { Columns } from "./sources.js";
import type { BlockSpec, CombineMode, RunSpaceSpec } from "./spec.js";

/** Values of one run by key, in order: sorted context keys, then sorted source keys, block after block. */
export type RunContext = ReadonlyMap<string, Canonical>;

/** The runs of one block. */
export interface Block {
  readonly mode: CombineMode;
  readonly size: number;
  readonly keys: readonly string[];
  values(index: number): Iterable<readonly [string, Canonical]>;
}

export interface Expansion {
  readonly size: number;
  readonly blocks: readonly Block[];
  /** The context of run `index`, from 0. */
  run(index: number): RunContext;
}

/** Rejects with `too-many-runs` above the cap, before any run is made, and with `bad-spec` where lists do not fit. */
export function expand(
  spec: RunSpaceSpec,
  sources: readonly (Columns | undefined)[],
  maxRuns: number = spec.maxRuns,
): Expansion {
  const blocks = spec.blocks.map((block, i) => expandBlock(block, sources[i], maxRuns));
  checkKeysApart(blocks);
  const isProduct = spec.combine === "combinatorial";
  const size = isProduct ? product(blocks.map((block) => block.size)) : sameSize(blocks);
  checkCap(size, maxRuns);
  const run = (index: number): RunContext => {
    const context = new Map<string, Canonical>();
    const places = isProduct
      ? mixedRadix(
          index,
          blocks.map((block) => block.size),
        )
      : blocks.map(() => index);
    blocks.forEach((block, i) => {
      for (const [key, value] of block.values(places[i] ?? 0)) context.set(key, value);
    });
    return context;
  };
  return { size, blocks, run };
}

/** A list of choices, and what the i-th one sets. */
interface Side {
  readonly size: number;
  readonly keys: readonly string[];
  values(index: number): [string, Canonical][];
}

function expandBlock({ mode, context, source }: BlockSpec, columns: Columns | undefined, maxRuns: number): Block {
  const given = context.size > 0 ? side(context, mode, "block") : undefined;
  const read = columns && side(columns, source?.mode ?? "by_position", "source");
  const twice = [...context.keys()].filter((key) => columns?.has(key)).sort();
  if (twice.length > 0) throw badSpec(`Duplicate context key(s) within block (context vs source): ${twice.join(", ")}`);
  const sides = [given, read].filter((one) => one !== undefined);
  const keys = sides.flatMap((one) => one.keys);
  if (mode === "by_position") {
    const sizes = sides.map((one) => one.size);
    if (new Set(sizes).size > 1)
      throw badSpec(
        `by_position block requires equal run counts between context and source; got [${sizes.join(", ")}]`,
      );
    return { mode, size: sizes[0] ?? 0, keys, values: (i) => sides.flatMap((one) => one.values(i)) };
  }
  const sizes = sides.map((one) => one.size);
  const size = product(sizes);
  checkCap(size, maxRuns);
  const values = (index: number): [string, Canonical][] => {
    const places = mixedRadix(index, sizes);
    return sides.flatMap((one, i) => one.values(places[i] ?? 0));
  };
  return { mode, size, keys, values };
}

function side(lists: Columns, mode: CombineMode, what: "block" | "source"): Side {
  const keys = [...lists.keys()].sort(byCodePoint);
  const sizes = keys.map((key) => lists.get(key)?.length ?? 0);
  if (mode === "by_position" && new Set(sizes).size > 1) {
    const found = keys.map((key, i) => `${key}: ${sizes[i]}`).join(", ");
    throw badSpec(`by_position ${what} requires identical list lengths; got {${found}}`);
  }
  const values = (index: number): [string, Canonical][] => {
    const places = mode === "by_position" ? keys.map(() => index) : mixedRadix(index, sizes);
    return keys.map((key, i) => [key, lists.get(key)?.[places[i] ?? 0] ?? null]);
  };
  return { size: mode === "by_position" ? (sizes[0] ?? 0) : product(sizes), keys, values };
}

/** The digits of a number whose places have these sizes; the last one turns fastest. */
function mixedRadix(index: number, sizes: readonly number[]): number[] {
  const digits: number[] = [];
  let rest = index;
  for (let i = sizes.length - 1; i >= 0; i--) {
    const size = sizes[i] ?? 1;
    digits[i] = rest % size;
    rest = Math.floor(rest / size);
  }
  return digits;
}

/** As a double: exact as far as runs are made, and large enough beyond. */
function product(sizes: readonly number[]): number {
  return sizes.includes(0) ? 0 : sizes.reduce((all, size) => all * size, 1);
}

function sameSize(blocks: readonly Block[]): number {
  const sizes = blocks.map((block) => block.size);
  if (new Set(sizes).size > 1)
    throw badSpec(`combine=by_position requires equal block sizes; got [${sizes.join(", ")}]`);
  return sizes[0] ?? 1;
}

function checkKeysApart(blocks: readonly Block[]): void {
  const seen = new Set<string>();
  for (const [i, { keys }] of blocks.entries()) {
    const twice = keys.filter((key) => seen.has(key)).sort();
    if (twice.length > 0) throw badSpec(`Duplicate context key(s) across blocks: ${twice.join(", ")} (at index ${i})`);
    for (const key of keys) seen.add(key);
  }
}

function checkCap(size: number, limit: number): void {
  if (size <= limit) return;
  const runs = size.toLocaleString("en-US");
  const text = `Run space expansion would create ${runs} runs, exceeds \`max_runs\` limit of ${limit.toLocaleString("en-US")}. Nothing was started. Shorten the lists, combine by_position, or raise the limit.`;
  throw new TapelabError("too-many-runs", text, { runs: size, limit });
}
