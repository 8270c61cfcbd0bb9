import { Rng } from "../helpers/rng.js";

/** Some shrink when they are packed, some do not. */
export const contents: readonly Uint8Array[] = [1, 2, 3, 4].map((seed) =>
  seed % 2 ? new Rng(seed).bytes(300) : Uint8Array.from({ length: 5_000 }, (_, i) => (i / seed) & 15),
);

/** What sessions store: some are packed, some are not. */
export const values: readonly Float64Array[] = [1, 2, 3, 4, 5].map((seed) =>
  seed % 2 ? new Float64Array(new Rng(seed).bytes(320).buffer) : Float64Array.from({ length: 500 }, (_, i) => i % seed),
);
