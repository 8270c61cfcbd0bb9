import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { openNotebook } from "./notebook.js";

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;

it("holds its memory over 600 cells that declare 60 names again and again", async () => {
  const book = openNotebook();
  const sizes: number[] = [];
  for (let i = 0; i < 600; i += 1) {
    const name = `n${i % 60}`;
    await book.value(
      `const ${name} = { a: ${i}, f(x: number) { return x + ${i} } }; [1, 2].map((x) => x + ${name}.f(1))`,
    );
    if (i < 120) continue;
    // What is kept goes up and down with the age of the type checker: the lowest counts.
    if (i % 10 === 0) {
      collect();
      sizes.push(process.memoryUsage().heapUsed);
    }
  }
  const [early, late] = [Math.min(...sizes.slice(0, 24)), Math.min(...sizes.slice(-24))];
  expect(late / early).toBeLessThan(1.3);
  book.close();
}, 120_000);
