/** Tars made by hand, header by header: for what our writer never writes. */

export interface Entry {
  readonly name: string;
  readonly data?: Uint8Array;
  readonly type?: string;
  /** What the header says; default: the size of the data. */
  readonly size?: number;
  readonly link?: string;
  /** Twelve bytes in place of the octal size. */
  readonly rawSize?: Uint8Array;
  readonly magic?: string;
  readonly isChecksumWrong?: boolean;
}

export function header(entry: Entry): Buffer {
  const { name, data = new Uint8Array(0), type = "0", size = data.length, link = "", magic = "ustar\u000000" } = entry;
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, "utf8");
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")} `, 124);
  if (entry.rawSize) block.set(entry.rawSize, 124);
  block.write("00000000000 ", 136);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write(magic, 257, "latin1");
  block.fill(0x20, 148, 156);
  let sum = block.reduce((total, byte) => total + byte, 0);
  if (entry.isChecksumWrong) sum++;
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

export function tarOf(entries: readonly Entry[], hasEnd = true): Buffer {
  const blocks: Uint8Array[] = [];
  for (const entry of entries) {
    const { data = new Uint8Array(0) } = entry;
    blocks.push(header(entry), data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  if (hasEnd) blocks.push(Buffer.alloc(1_024));
  return Buffer.concat(blocks);
}

/** One record of a pax header: its length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (String(length).length + Buffer.byteLength(rest) !== length) length++;
  return `${length}${rest}`;
}

export function pax(...records: string[]): Entry {
  return { name: "PaxHeader", type: "x", data: Buffer.from(records.join("")) };
}
