/**
 * How much the crash families do, read from the environment in this one place.
 *
 * TAPELAB_EFFORT=10 does ten times as much (nightly), 0.1 a tenth. TAPELAB_SEED_BASE=… starts from other seeds.
 * TAPELAB_SEED=… runs that seed alone: the command that a failing test prints.
 */
const effort = Number(process.env.TAPELAB_EFFORT ?? 1);
const base = Number(process.env.TAPELAB_SEED_BASE ?? 0);
const only = process.env.TAPELAB_SEED;

/** The count at this effort, at least 1. */
export function times(count: number): number {
  return Math.max(1, Math.round(count * effort));
}

/** The seeds of a family: those that failed once, for ever, then `count` more. */
export function seedsOf(count: number, kept: readonly number[] = []): number[] {
  if (only !== undefined) return [Number(only)];
  return [...kept, ...Array.from({ length: times(count) }, (_, i) => base + i)];
}

/** Numbers from 0 on, for families that go through everything; a given seed is the only number. */
export function each(count: number): number[] {
  return only !== undefined ? [Number(only)] : Array.from({ length: count }, (_, i) => i);
}

/** Runs the test of one seed; a failure says how to run that seed alone. */
export async function withSeed(file: string, name: string, seed: number, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const command = `TAPELAB_SEED=${seed} npx vitest run test/crash/${file}.test.ts -t "${name}"`;
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}: ${message}\n  ${command}`, { cause: error });
  }
}
