/** Text to UTF-8 and back, fast for the short ASCII words that most values are. */

const shortMax = 24;

/** Whether no surrogate stands alone: only such text has a UTF-8 form. */
export function isWellFormed(text: string): boolean {
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}

/** A Buffer with the native method behind `write`: no checks of arguments, half the cost for short texts. */
export interface TextBuffer extends Buffer {
  utf8Write(text: string, at: number): number;
}

/** Bytes of the text in UTF-8. */
export function utf8Size(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Writes the text and returns the offset behind it. The target has room for three bytes per character. */
export function putUtf8(target: TextBuffer, at: number, text: string): number {
  const size = text.length;
  if (size > shortMax) return at + target.utf8Write(text, at);
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return at + target.utf8Write(text, at);
    target[at + i] = code;
  }
  return at + size;
}

/** A buffer view with the fast text methods over the same bytes. */
export function bufferOf(bytes: Uint8Array): TextBuffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as TextBuffer;
}

/** The bytes without the class Buffer, whose `slice` is no copy. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of these bytes; throws a TypeError on what is not UTF-8. */
export function utf8Text(bytes: Uint8Array, from: number, to: number): string {
  const size = to - from;
  if (size > shortMax) return strict.decode(bytes.subarray(from, to));
  let text = "";
  for (let i = from; i < to; i++) {
    const code = bytes[i]!;
    if (code > 127) return strict.decode(bytes.subarray(from, to));
    text += String.fromCharCode(code);
  }
  return text;
}
