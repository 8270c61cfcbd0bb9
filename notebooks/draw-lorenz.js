/**
 * Draws images/lorenz.svg, the picture of the README, from a run that it records and reads back.
 *
 *     npm run build && node notebooks/draw-lorenz.js
 */
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const STEPS = 100_000;
const PER_COMMIT = 1000;
const DT = 0.005;
const SHOWN = 11_000;
const PANEL_SHOWN = 3600;

async function main() {
  const { initWorkspace, reset } = require("tapelab");
  const { workspace } = await initWorkspace({ sandbox: true });
  await record(workspace);
  const tape = await workspace.openTape("lorenz");
  const table = await tape.table({ label: "step", variables: ["t", "x", "y", "z"] });
  const column = (name) => table.getChild(name).toArray();
  const commits = table.numRows / PER_COMMIT;
  writeFileSync(
    join(__dirname, "images/lorenz.svg"),
    picture(column("t"), column("x"), column("y"), column("z"), commits),
  );
  await tape.close();
  await reset(); // the sandbox is gone with it
  console.log(`images/lorenz.svg: drawn from ${table.numRows} scopes in ${commits} commits`);
}

async function record(ws) {
  const session = await ws.startSession("lorenz", { meta: { sigma: 10, rho: 28, beta: 8 / 3 } });
  let [x, y, z] = [1, 1, 1];
  for (let i = 0; i < STEPS; i++) {
    const [dx, dy, dz] = [10 * (y - x), x * (28 - z) - y, x * y - (8 / 3) * z];
    x += dx * DT;
    y += dy * DT;
    z += dz * DT;
    session.capture("step", { t: (i + 1) * DT, x, y, z });
    if (i % PER_COMMIT === PER_COMMIT - 1) session.queue("chunk");
  }
  await session.end();
}

// Colors of time, from the first shown step to the last.
const RAMP = [
  "#3b4cc0",
  "#4f6fe0",
  "#5a93f5",
  "#56b6e9",
  "#4fd1c5",
  "#7be495",
  "#c5ef7d",
  "#fde26b",
  "#ffb347",
  "#ff7e5f",
];

function picture(t, x, y, z, commits) {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 640" font-family="ui-sans-serif,system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif">`,
    `<title>A Lorenz run of ${t.length} scopes, read back from its tape</title>`,
    `<rect width="1280" height="640" rx="20" fill="#0d1224"/>`,
    `<g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="0.9" stroke-opacity="0.85">`,
    ...strokes(x, z, { left: 40, top: 66, width: 700, height: 500 }),
    `</g>`,
    text(40, 46, "z over x", { size: 15, fill: "#8e9ac0" }),
  ];
  const panels = [
    ["x", x],
    ["y", y],
    ["z", z],
  ];
  for (const [at, [name, values]] of panels.entries()) {
    const box = { left: 836, top: 66 + at * 152, width: 396, height: 112 };
    parts.push(...panel(name, t, values, box));
  }
  parts.push(...commitStrip(commits, t.length));
  parts.push("</svg>");
  return `${parts.join("\n")}\n`;
}

/** The curve in as many strokes as there are colors. */
function strokes(xs, ys, box, step = 1, count = SHOWN) {
  const [x0, x1] = bounds(xs, count);
  const [y0, y1] = bounds(ys, count);
  const place = (k) => [
    Math.round((box.left + ((xs[k] - x0) / (x1 - x0)) * box.width) * 10),
    Math.round((box.top + (1 - (ys[k] - y0) / (y1 - y0)) * box.height) * 10),
  ];
  const per = Math.ceil(count / RAMP.length / step) * step;
  return RAMP.map((color, at) => {
    const first = at * per;
    let [px, py] = place(first);
    let path = `M${px / 10} ${py / 10}l`;
    for (let k = first + step; k <= Math.min(first + per, count - 1); k += step) {
      const [nx, ny] = place(k);
      path += `${delta(nx - px)}${delta(ny - py)}`;
      [px, py] = [nx, ny];
    }
    return `<path stroke="${color}" d="${path}"/>`;
  });
}

/** A signed number of tenths, as short as SVG allows: " 1.5", "-.3". */
function delta(tenths) {
  const number = String(tenths / 10).replace(/^(-?)0\./, "$1.");
  return number.startsWith("-") ? number : ` ${number}`;
}

function panel(name, t, values, box) {
  const [low, high] = bounds(values, PANEL_SHOWN);
  const { left, top, width, height } = box;
  return [
    `<line x1="${left}" x2="${left + width}" y1="${top + height + 6}" y2="${top + height + 6}" stroke="#2a3354"/>`,
    `<g fill="none" stroke-width="1.4" stroke-linejoin="round">`,
    ...strokes(t, values, box, 3, PANEL_SHOWN),
    `</g>`,
    text(left - 14, top + height / 2 + 6, name, { size: 17, fill: "#d5dcf5", anchor: "end" }),
    text(left + width, top - 6, `${low.toFixed(1)} … ${high.toFixed(1)}`, { size: 12, fill: "#69759c", anchor: "end" }),
  ];
}

/** One block for each commit: how the run lies on its tape. */
function commitStrip(commits, scopes) {
  const [left, top, width] = [836, 540, 396];
  const pitch = width / commits;
  const blocks = Array.from({ length: commits }, (_, at) => {
    const color = RAMP[Math.floor((at / commits) * RAMP.length)];
    return `<rect x="${(left + at * pitch).toFixed(2)}" y="${top}" width="${(pitch * 0.7).toFixed(2)}" height="22" rx="1" fill="${color}"/>`;
  });
  const words = `${scopes.toLocaleString("en-US")} scopes in ${commits} commits on one tape`;
  return [...blocks, text(left + width, top + 46, words, { size: 13, fill: "#8e9ac0", anchor: "end" })];
}

function bounds(values, count) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < count; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return [low, high];
}

function text(x, y, words, { size, fill, anchor = "start" }) {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}">${words}</text>`;
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

module.exports = { picture };
