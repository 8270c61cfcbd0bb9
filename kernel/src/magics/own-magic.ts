/** The shape of a magic that a package or a cell adds. Cells are checked against it, so it draws in nothing else. */
import type { MagicOption } from "../link.js";

/** What a magic of one's own is given. */
export interface MagicInput {
  /** The words behind the name, without options; `{path}` is inserted already. */
  readonly words: readonly string[];
  /** `true` for a flag. */
  readonly options: Readonly<Record<string, string | true>>;
  /** The rest of the cell; only of a cell magic. */
  readonly body: string | undefined;
}

export interface OwnMagic {
  readonly name: string;
  readonly kind?: "line" | "cell" | "both";
  /** One line, for `%lsmagic` and help. */
  readonly summary: string;
  readonly options?: readonly MagicOption[];
  /** What the last of the words may be; the others stand before it. It has 100 ms. */
  complete?(words: readonly string[]): readonly string[] | Promise<readonly string[]>;
  /** What it returns, or resolves to, is the value of the line and is shown. */
  run(input: MagicInput): unknown;
}
