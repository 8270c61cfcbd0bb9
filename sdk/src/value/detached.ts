/** Memory that was given away (to a worker, by `structuredClone`) and holds nothing any more. */

/** Whether the memory behind a buffer or view is gone: every look at its content would fail. */
export function isDetached(value: ArrayBufferLike | ArrayBufferView): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true; // the one reason why this constructor refuses a whole buffer
  }
}
