/** Writes `value` as a minimal varint and returns the offset behind it. Throws a RangeError unless 0 <= value < 2^53. */
export function putVarint(into: Uint8Array, at: number, value: number): number {
  if (value < 0 || !Number.isSafeInteger(value)) throw outOfRange(value);
  let to = at;
  let rest = value;
  while (rest >= 0x80000000) {
    into[to++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 0x80) {
    into[to++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  into[to++] = rest;
  return to;
}

/** Writes `value` (below 2^35) in exactly five bytes: a length whose size does not depend on its value. */
export function putVarint5(into: Uint8Array, at: number, value: number): number {
  if (!(value >= 0 && value < 2 ** 35 && Number.isInteger(value))) throw outOfRange(value);
  const high = Math.floor(value / 2 ** 28);
  into[at] = (value & 0x7f) | 0x80;
  into[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  into[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  into[at + 3] = ((value >>> 21) & 0x7f) | 0x80;
  into[at + 4] = high;
  return at + 5;
}

/** Size in bytes of `value` as a minimal varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest /= 128) size++;
  return size;
}

function outOfRange(value: number): RangeError {
  return new RangeError(`${value} cannot be written: expected a whole number from 0 to 2^53 - 1.`);
}
