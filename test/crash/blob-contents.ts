import { Rng } from "../helpers/rng.js";

/** Some shrink when they are packed, some do not. */
export const contents: readonly Uint8Array[] = [1, 2, 3, 4].map((seed) =>
  seed % 2 ? new Rng(seed).bytes(300) : Uint8Array.from({ length: 5_000 }, (_, i) => (i / seed) & 15),
);
