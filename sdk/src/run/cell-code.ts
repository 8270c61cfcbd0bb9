/** Notebooks: whoever executes cells says which of them the code that calls stands on. */

/** The cell that calls and the cells that it reaches. */
export interface CellTexts {
  /** Their texts, in an order that the texts alone decide. */
  readonly texts: readonly string[];
  /** What explanations call each of them; no part of the identity. */
  readonly names?: readonly string[];
  /** Files that they import by a relative path: as written, below `folder`. */
  readonly imports: readonly string[];
  readonly folder: string;
}

type CellProvider = () => CellTexts | undefined;

let provider: CellProvider | undefined;

/** Tells runs where the code of their functions is found. Undefined: nowhere but in files. */
export function setCellProvider(next: CellProvider | undefined): void {
  provider = next;
}

/** The cells that this call stands on; undefined outside of notebooks. */
export function cellsHere(): CellTexts | undefined {
  return provider?.();
}
