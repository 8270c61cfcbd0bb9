/**
 * Which cells the code of a cell stands on: itself, the cells that declared the names it reaches, and those that they
 * reach. A cell's JavaScript names what it takes from earlier cells as `__earlier__.name`, and finds it when it runs.
 */
import type { CellCode } from "../link.js";

const earlierPattern = /__earlier__\.([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)/gu;
const relativePattern = /\b(?:require|import)\(\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

export interface ReachedCells {
  /** Texts of the cells, the running one first, then in the order in which they are reached: executing one again changes nothing. */
  readonly texts: readonly string[];
  /** By what each was reached first. */
  readonly names: readonly string[];
  /** Relative modules that they import, as written. */
  readonly imports: readonly string[];
}

export class DeclaringCells {
  /** By name the cell that declared it last. */
  readonly #cells = new Map<string, CellCode>();

  /** The cell has given these names their values. */
  declared(code: CellCode, names: readonly string[]): void {
    for (const name of names) this.#cells.set(name, code);
  }

  forget(): void {
    this.#cells.clear();
  }

  /** What this cell reaches now. */
  from(code: CellCode): ReachedCells {
    const reached = new Map([[code, "the running cell"]]);
    const imports = new Set<string>();
    for (const { js } of reached.keys()) {
      for (const [, name = ""] of js.matchAll(earlierPattern)) {
        const cell = this.#cells.get(name);
        // A map goes on with what is added meanwhile.
        if (cell !== undefined && !reached.has(cell)) reached.set(cell, `the cell of ${name}`);
      }
      for (const [, path = ""] of js.matchAll(relativePattern)) imports.add(path);
    }
    const texts = [...reached.keys()].map(({ source }) => source);
    return { texts, names: [...reached.values()], imports: [...imports].sort() };
  }
}
