// MCAP through its own TypeScript writer, file handle writer, 1 MiB chunks with CRC, plain or compressed.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { makeWorkload } from "../workloads.mjs";
import { load, versionOf } from "./optional.mjs";

const { ScalarRow } = createRequire(import.meta.url)("../generated/rows.js").bench;
const file = (job) => join(job.dir, "rows.mcap");
const text = new TextEncoder();
const proto = readFileSync(new URL("../rows.proto", import.meta.url));

const encodings = {
  json: {
    channel: { schemaName: "row", schemaEncoding: "jsonschema", messageEncoding: "json", schema: text.encode("{}") },
    encode: (row) => text.encode(JSON.stringify(row)),
    decode: (bytes) => JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")),
  },
  protobuf: {
    channel: { schemaName: "bench.ScalarRow", schemaEncoding: "protobuf", messageEncoding: "protobuf", schema: proto },
    encode: (row) => ScalarRow.encode(row).finish(),
    decode: (bytes) => ScalarRow.decode(bytes),
  },
};

const codecs = {
  none: () => ({}),
  lz4() {
    const { compressFrameSync, decompressFrameSync } = load("lz4-napi");
    return {
      compress: (bytes) => ({ compression: "lz4", compressedData: compressFrameSync(Buffer.from(bytes)) }),
      handlers: { lz4: (bytes) => decompressFrameSync(Buffer.from(bytes)) },
    };
  },
  zstd() {
    const { Encoder, Decoder } = load("@toondepauw/node-zstd");
    const encoder = new Encoder(1);
    const decoder = new Decoder();
    return {
      compress: (bytes) => ({ compression: "zstd", compressedData: encoder.encodeSync(Buffer.from(bytes)) }),
      handlers: { zstd: (bytes) => decoder.decodeSync(Buffer.from(bytes)) },
    };
  },
};

async function startWriter(writable, encoding, compressChunk) {
  const { McapWriter } = load("@mcap/core");
  const { schemaName, schemaEncoding, messageEncoding, schema } = encoding.channel;
  const writer = new McapWriter({ writable, chunkSize: 1 << 20, ...(compressChunk && { compressChunk }) });
  await writer.start({ profile: "", library: "bench" });
  const schemaId = await writer.registerSchema({ name: schemaName, encoding: schemaEncoding, data: schema });
  const channelId = await writer.registerChannel({ topic: "scope", messageEncoding, schemaId, metadata: new Map() });
  return { writer, channelId };
}

const write = (encoding, codec) => async (job) => {
  const { FileHandleWritable } = load("@mcap/nodejs");
  const handle = await open(file(job), "w");
  const { compress } = codec();
  const { writer, channelId } = await startWriter(new FileHandleWritable(handle), encoding, compress);
  const workload = makeWorkload(job.workload);
  for (let i = 0; i < job.n; i++) {
    workload.step(i);
    const time = BigInt(workload.t * 2) * 500000n;
    const data = encoding.encode(workload.row());
    await writer.addMessage({ channelId, sequence: i, logTime: time, publishTime: time, data });
  }
  await writer.end();
  await handle.close();
};

/** The stream reader: measured faster than the indexed one, and it checks the CRC of each chunk. */
function eachRow(job, encoding, codec, visit) {
  const { McapStreamReader } = load("@mcap/core");
  const reader = new McapStreamReader({ decompressHandlers: codec().handlers });
  const fd = openSync(file(job), "r");
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer)) {
    reader.append(buffer.subarray(0, count));
    for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
      if (record.type === "Message") visit(encoding.decode(record.data));
    }
  }
  closeSync(fd);
}

/** The newest message on a handle that was just opened. */
const latest = (encoding, codec) => async (job) => {
  const { McapIndexedReader } = load("@mcap/core");
  const { FileHandleReadable } = load("@mcap/nodejs");
  const handle = await open(file(job), "r");
  const { handlers } = codec();
  const readable = new FileHandleReadable(handle);
  const reader = await McapIndexedReader.Initialize({ readable, ...(handlers && { decompressHandlers: handlers }) });
  for await (const message of reader.readMessages({ reverse: true })) {
    await handle.close();
    return job.probeOf(encoding.decode(message.data));
  }
  throw new Error(`${file(job)} holds no message.`);
};

const variant = (name, title, encoding, codecName, codecPackage) => {
  const codec = codecs[codecName];
  return {
    name,
    title,
    needs: ["@mcap/core", "@mcap/nodejs", ...(codecPackage ? [codecPackage] : [])],
    workloads: ["A"],
    version: () => versionOf("@mcap/core") + (codecPackage ? ` + ${codecPackage} ${versionOf(codecPackage)}` : ""),
    files: (job) => [file(job)],
    write: write(encoding, codec),
    rows(job) {
      let sum = 0;
      eachRow(job, encoding, codec, (row) => {
        sum += job.probeOf(row);
      });
      return sum;
    },
    latest: latest(encoding, codec),
    check: (job, checker) => eachRow(job, encoding, codec, checker.row),
  };
};

/** addMessage of bytes that are ready, into nothing. */
async function addReadyBytes(job) {
  let size = 0n;
  const sink = {
    position: () => size,
    async write(bytes) {
      size += BigInt(bytes.length);
    },
  };
  const { writer, channelId } = await startWriter(sink, encodings.protobuf, undefined);
  const workload = makeWorkload(job.workload);
  workload.step(0);
  const data = encodings.protobuf.encode(workload.row());
  for (let i = 0; i < job.n; i++) {
    workload.step(i);
    const time = BigInt(workload.t * 2) * 500000n;
    await writer.addMessage({ channelId, sequence: i, logTime: time, publishTime: time, data });
  }
  await writer.end();
  return Number(size);
}

export const mcapPeers = [
  variant("mcap-json", "MCAP JSON", encodings.json, "none"),
  { ...variant("mcap-pb", "MCAP protobuf", encodings.protobuf, "none"), encode: addReadyBytes },
  variant("mcap-pb-lz4", "MCAP protobuf + lz4", encodings.protobuf, "lz4", "lz4-napi"),
  variant("mcap-pb-zstd", "MCAP protobuf + zstd", encodings.protobuf, "zstd", "@toondepauw/node-zstd"),
];
