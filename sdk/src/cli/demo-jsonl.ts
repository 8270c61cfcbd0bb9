/** The same scopes as lines of JSON: what the demo compares a tape with, in the same run. */
import { type Disk, type DiskFile, nodeDisk } from "../base/disk.js";

const READ_BYTES = 1 << 20;

export interface JsonlScope {
  readonly label: string;
  readonly time: number;
  readonly srcFile: string;
  readonly vars: Readonly<Record<string, number>>;
}

/** Appends scopes as JSON lines, a write for each group, a sync at the end. */
export class JsonlWriter {
  readonly #disk: Disk;
  readonly #file: DiskFile;
  #lines = "";
  #sizeBytes = 0;

  constructor(path: string, disk: Disk = nodeDisk) {
    this.#disk = disk;
    this.#file = disk.now.createExcl(path);
  }

  add(scope: JsonlScope): void {
    this.#lines += `${JSON.stringify(scope)}\n`;
  }

  flush(): void {
    const bytes = Buffer.from(this.#lines);
    this.#lines = "";
    for (let at = 0; at < bytes.length; ) at += this.#disk.now.append(this.#file, bytes.subarray(at));
    this.#sizeBytes += bytes.length;
  }

  /** Syncs, closes and returns the size of the file. */
  close(): number {
    this.flush();
    this.#disk.now.sync(this.#file);
    this.#disk.now.close(this.#file);
    return this.#sizeBytes;
  }
}

/** Parses every line of the file. */
export function readJsonl(path: string, onScope: (scope: JsonlScope) => void, disk: Disk = nodeDisk): void {
  const file = disk.now.openRead(path);
  const buffer = Buffer.alloc(READ_BYTES);
  let rest = Buffer.alloc(0);
  let position = 0;
  for (let count = disk.now.read(file, buffer, 0); count > 0; count = disk.now.read(file, buffer, position)) {
    position += count;
    const bytes = Buffer.concat([rest, buffer.subarray(0, count)]);
    const end = bytes.lastIndexOf(10) + 1;
    for (const line of bytes.toString("utf8", 0, end).split("\n"))
      if (line !== "") onScope(JSON.parse(line) as JsonlScope);
    rest = bytes.subarray(end);
  }
  disk.now.close(file);
}
