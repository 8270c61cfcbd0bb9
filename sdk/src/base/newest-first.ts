/** A list that grows at its newer end and is read from there; adding to it copies nothing. */
export class NewestFirst<T> implements Iterable<T> {
  readonly #oldestFirst: T[];
  #list: readonly T[] | undefined;

  constructor(newestFirst: readonly T[]) {
    this.#oldestFirst = [...newestFirst].reverse();
  }

  add(newest: T): void {
    this.#oldestFirst.push(newest);
    this.#list = undefined;
  }

  get newest(): T | undefined {
    return this.#oldestFirst.at(-1);
  }

  /** As it is now. */
  get list(): readonly T[] {
    this.#list ??= [...this.#oldestFirst].reverse();
    return this.#list;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = this.#oldestFirst.length - 1; i >= 0; i--) yield this.#oldestFirst[i] as T;
  }
}
