// The plainest log that still knows its commits: u32 length, bytes. Row peers without a container of their own use it.
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

const chunkSize = 8 << 20;

/** Writes commits by one writeSync each. */
export function openCommits(path) {
  const fd = openSync(path, "w");
  const length = Buffer.alloc(4);
  return {
    append(parts) {
      let size = 0;
      for (const part of parts) size += part.length;
      length.writeUInt32LE(size);
      writeSync(fd, Buffer.concat([length, ...parts], size + 4));
    },
    close: () => closeSync(fd),
  };
}

/** Calls `each` with the bytes of every commit; they are valid until `each` returns. */
export function readCommits(path, each) {
  readChunks(path, (bytes) => {
    let at = 0;
    while (at + 4 <= bytes.length) {
      const size = bytes.readUInt32LE(at);
      if (at + 4 + size > bytes.length) break;
      each(bytes.subarray(at + 4, at + 4 + size));
      at += 4 + size;
    }
    return at;
  });
}

/** Reads a file in pieces into one reused buffer; `take` says how many bytes it used, the rest stands in front of the next piece. */
export function readChunks(path, take) {
  const fd = openSync(path, "r");
  const { size } = fstatSync(fd);
  const buffer = Buffer.allocUnsafe(chunkSize);
  let held = 0;
  for (let position = 0; position < size; ) {
    const count = readSync(fd, buffer, held, buffer.length - held, position);
    if (count === 0) break;
    position += count;
    const used = take(buffer.subarray(0, held + count));
    buffer.copyWithin(0, used, held + count);
    held += count - used;
  }
  closeSync(fd);
  if (held !== 0) throw new Error(`${path} ends within a record: ${held} bytes are left.`);
}
