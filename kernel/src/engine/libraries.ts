/**
 * TypeScript's own library as one file. A type checker is made for every cell, and most of that time goes into joining
 * the same few interfaces from fifty files; in one file they are joined once.
 */

const reference: RegExp = /^\/\/\/ <reference lib="([^"]+)" *\/>.*$/gm;
const headline = '/// <reference no-default-lib="true"/>\n';

export class Libraries {
  readonly #folder: string;
  readonly #read: (path: string) => string | undefined;
  readonly #taken = new Set<string>();
  readonly #texts = new Map<string, string>();

  constructor(folder: string, read: (path: string) => string | undefined) {
    this.#folder = folder;
    this.#read = read;
  }

  /** Text of a library file with all that it refers to; nothing, where that came with another file already. */
  textOf(path: string): string | undefined {
    if (!path.startsWith(`${this.#folder}/lib.`)) return undefined;
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const text = headline + this.#joined(path);
    this.#texts.set(path, text);
    return text;
  }

  #joined(path: string): string {
    if (this.#taken.has(path)) return "";
    this.#taken.add(path);
    const text = this.#read(path) ?? "";
    const parts = [...text.matchAll(reference)].map(([, name]) => this.#joined(`${this.#folder}/lib.${name}.d.ts`));
    return [...parts, text.replaceAll(/^\/\/\/ <reference .*$/gm, "")].join("\n");
  }
}
