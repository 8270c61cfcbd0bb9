/** Bytes that are not what SPEC.md says. Every decoder of this package fails with this and with nothing else. */
export class BadBytes extends Error {
  override readonly name: string = "BadBytes";
  /** Where, counted from the first byte that the decoder was given. */
  readonly offset: number;

  constructor(text: string, offset: number) {
    super(`${text} (byte ${offset})`);
    this.offset = offset;
  }
}
