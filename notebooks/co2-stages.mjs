/**
 * The stages of 10-ghost-mode.ipynb: from the CO₂ record of Mauna Loa to how sure its growth is. Each export is a program;
 * what one puts out the next one reads.
 */
import { tableFromArrays } from "apache-arrow";

/** Months with a measurement: year and ppm. */
export async function months(_, run) {
  const csv = await run.input("csv");
  const rows = Buffer.from(await csv.bytes())
    .toString("utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1);
  const cells = rows.map((row) => row.split(","));
  const year = Float64Array.from(cells, ([date]) => Number(date.slice(0, 4)) + (Number(date.slice(5, 7)) - 0.5) / 12);
  const ppm = Float64Array.from(cells, ([, value]) => Number(value));
  await run.output("months", tableFromArrays({ year, ppm }));
  return { months: year.length };
}

/** Records that could have been measured as well: the curve with its residuals dealt anew. This is the large one. */
export async function resamples({ count, seed }, run) {
  const { year, ppm } = await columns(run, "months");
  const curve = curveOf(year, ppm);
  const fitted = year.map((t) => dot(basis(t), curve));
  const residuals = ppm.map((value, k) => value - fitted[k]);
  const random = generator(seed);
  const made = {};
  for (let n = 0; n < count; n++)
    made[`r${n}`] = fitted.map((value) => value + residuals[Math.floor(random() * residuals.length)]);
  await run.output("resamples", tableFromArrays({ year, ...made }));
  return { count };
}

/** The growth in ppm a year that nine of ten of them agree on. */
export async function band(_, run) {
  const { year, ...made } = await columns(run, "resamples");
  const curves = Object.values(made).map((ppm) => curveOf(year, ppm));
  const years = Float64Array.from({ length: 60 }, (_, k) => 1960 + k);
  const growth = (curve, t) => dot(basis(t + 0.5), curve) - dot(basis(t - 0.5), curve);
  const sorted = Array.from(years, (t) => curves.map((curve) => growth(curve, t)).sort((a, b) => a - b));
  const at = (part) => Float64Array.from(sorted, (all) => all[Math.floor(part * (all.length - 1))]);
  await run.output("band", tableFromArrays({ year: years, low: at(0.05), middle: at(0.5), high: at(0.95) }));
  return { curves: curves.length };
}

async function columns(run, name) {
  const table = await (await run.input(name)).table();
  return Object.fromEntries(table.schema.fields.map((field) => [field.name, table.getChild(field.name).toArray()]));
}

/** A cubic trend and a yearly wave. */
function basis(t) {
  const u = (t - 1990) / 30;
  const angle = 2 * Math.PI * t;
  return [1, u, u * u, u * u * u, Math.cos(angle), Math.sin(angle)];
}

function dot(a, b) {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

/** Least squares by the normal equations. */
function curveOf(year, ppm) {
  const rows = Array.from(year, basis);
  const a = rows[0].map((_, i) => {
    const line = rows[0].map((__, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0));
    return [...line, rows.reduce((sum, row, k) => sum + row[i] * ppm[k], 0)];
  });
  for (let k = 0; k < a.length; k++) {
    for (let i = 0; i < a.length; i++) {
      if (i === k) continue;
      const factor = a[i][k] / a[k][k];
      for (let j = k; j <= a.length; j++) a[i][j] -= factor * a[k][j];
    }
  }
  return a.map((line, k) => line[a.length] / line[k]);
}

/** Numbers from 0 to 1 that are the same for the same seed: the result must be one that can be made again. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
