// A process of its own that records: node live-writer.cjs ROOT COMMITS PAUSE_MS. Runs the built SDK, not its sources.
const { join } = require("node:path");
const dist = join(__dirname, "../../sdk/dist");
const { nodeDisk } = require(join(dist, "base/disk.js"));
const { systemClock } = require(join(dist, "base/clock.js"));
const { systemIds } = require(join(dist, "base/ids.js"));
const { TapeWriter } = require(join(dist, "tape/writer.js"));
const { encodeImage } = require(join(dist, "value/image.js"));
const { StageRows } = require(join(dist, "value/stage.js"));

const [dir, commits, pauseMs] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const writer = TapeWriter.create(dir, "0198f0c0ffee70008000000000000099", {
  disk: nodeDisk,
  clock: systemClock,
  ids: systemIds,
});
const stage = new StageRows({ inlineMaxBytes: 262144, isRedacted: () => false, putBlob: () => assert.fail() });
const append = (image) => {
  const { error } = writer.append([image]);
  if (error) throw error;
};

(async () => {
  append(encodeImage({ label: "session_start", kind: 8, wallMs: Date.now(), meta: '{"labels":["live"]}' }, undefined));
  for (let i = 0; i < commits; i++) {
    stage.append({ labels: ["s"] }, { i, sentMs: performance.timeOrigin + performance.now() }, Date.now(), undefined);
    append(encodeImage({ label: "c", kind: 0, wallMs: Date.now() }, stage.take()));
    if (i % 10 === 9) await writer.durable(i + 2);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await writer.end();
})();
