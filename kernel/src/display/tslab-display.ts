/** What old notebooks import from tslab to show things, on our own displays: `import { display } from "tslab"`. */
import { type DisplayHandle, display } from "./api.js";

type Content = string | Uint8Array;

class TslabDisplay {
  readonly #isOne: boolean;
  #handle: DisplayHandle | undefined;

  /** `isOne`: every call shows its content in the place of the one before. */
  constructor(isOne: boolean) {
    this.#isOne = isOne;
  }

  raw(type: string, content: Content): void {
    const bundle = { [type]: content, ...(typeof content === "string" && { "text/plain": content }) };
    if (this.#handle !== undefined) this.#handle.update(bundle, { raw: true });
    else {
      const handle = display(bundle, { raw: true });
      if (this.#isOne) this.#handle = handle;
    }
  }
}

const types = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain",
} as const;

let made: object | undefined;

/** Of the exact dependency that compiles the cells. */
const versions = { tslab: "1.0.22", typescript: "5.0.4" };

/** The module `tslab`, as a cell gets it. */
export function tslabModule(): object {
  made ??= {
    __esModule: true,
    display: withTypes(new TslabDisplay(false)),
    newDisplay: () => withTypes(new TslabDisplay(true)),
    versions: { ...versions, node: process.version },
  };
  return made;
}

function withTypes(one: TslabDisplay): object {
  const shortcuts = Object.entries(types).map(([name, type]) => [name, (content: Content) => one.raw(type, content)]);
  return { ...Object.fromEntries(shortcuts), raw: (type: string, content: Content) => one.raw(type, content) };
}
