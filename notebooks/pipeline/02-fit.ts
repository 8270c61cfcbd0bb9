/**
 * Stage 2 of 3: a trend and a yearly wave, fitted to what stage 1 prepared.
 *
 * In: the newest scope that 01-prepare.ts committed as "prepare-output". Out: "fit-output" with the best model and its
 * residuals. On the way every iteration of every candidate model is captured, a queued commit per model, so that the
 * fit can be replayed.
 *
 *     ppm(t) = Σ trend[k] u^k + Σ seasonal[2h] cos(2πht) + seasonal[2h+1] sin(2πht),   u = (t - origin) / span
 */
import { latestScope, openWorkspace, tape } from "tapelab";

interface Sample {
  readonly year: Float64Array;
  readonly ppm: Float64Array;
}

interface Model {
  readonly degree: number;
  readonly harmonics: number;
  readonly coefficients: Float64Array;
  readonly rmse: number;
  readonly bic: number;
}

const ORIGIN = 1990;
const SPAN = 30;
const ITERATIONS_MAX = 25;

async function main(): Promise<void> {
  const ws = await openWorkspace();
  tape.start("co2-fit");
  const prepared = await latestScope(ws, { commitLabel: "prepare-output", srcFile: "01-prepare.ts" });
  const { year, ppm } = prepared.bind({ year: "Float64Array", ppm: "Float64Array" });
  const sample = onlyMeasured(year, ppm);

  let best: Model | undefined;
  for (let degree = 1; degree <= 3; degree++) {
    for (let harmonics = 1; harmonics <= 4; harmonics++) {
      const model = fitModel(sample, degree, harmonics);
      tape.queue(`model ${degree}+${harmonics}`);
      if (!best || model.bic < best.bic) best = model;
    }
  }

  // Bound again: this makes the prepared scope an input of the commit that others will read, too.
  const { source } = prepared.bind({ source: "string" });
  const output = describeFit(best!, year, ppm);
  tape.capture("fit", { source, ...output });
  await tape.finalize("fit-output");
  await tape.end();
  console.log(
    `02-fit: trend of degree ${output.degree}, ${output.harmonics} harmonics, rmse ${output.rmse.toFixed(3)} ppm, R² ${output.r2.toFixed(5)}`,
  );
}

function onlyMeasured(year: Float64Array, ppm: Float64Array): Sample {
  const isMeasured = (_: number, at: number): boolean => Number.isFinite(ppm[at]);
  return { year: year.filter(isMeasured), ppm: ppm.filter(isMeasured) };
}

/** Least squares, repeated with Huber weights so that single odd months do not pull the curve. */
function fitModel({ year, ppm }: Sample, degree: number, harmonics: number): Model {
  const rows = Array.from(year, (t) => basis(t, degree, harmonics));
  const weights = new Float64Array(year.length).fill(1);
  let coefficients: Float64Array = new Float64Array(degree + 1 + 2 * harmonics);
  let rmse = Number.POSITIVE_INFINITY;
  for (let iteration = 1; iteration <= ITERATIONS_MAX; iteration++) {
    const next = leastSquares(rows, ppm, weights);
    const shift = Math.max(...next.map((value, k) => Math.abs(value - coefficients[k]!)));
    coefficients = next;
    const residual = ppm.map((value, at) => value - dot(rows[at]!, coefficients));
    rmse = rootMeanSquare(residual);
    tape.capture("iteration", { degree, harmonics, iteration, rmse, shift, coefficients });
    if (shift < 1e-6) break;
    const bound = 1.345 * 1.4826 * median(residual.map(Math.abs));
    for (let at = 0; at < weights.length; at++) weights[at] = Math.min(1, bound / Math.abs(residual[at]!));
  }
  const count = year.length;
  const bic = count * Math.log(rmse * rmse) + coefficients.length * Math.log(count);
  return { degree, harmonics, coefficients, rmse, bic };
}

/** Everything that stage 3 needs, on the full time axis of stage 1. */
function describeFit(model: Model, year: Float64Array, ppm: Float64Array) {
  const { degree, harmonics, coefficients, rmse, bic } = model;
  const fitted = year.map((t) => dot(basis(t, degree, harmonics), coefficients));
  const residual = ppm.map((value, at) => value - fitted[at]!);
  const known = residual.filter(Number.isFinite);
  const measured = ppm.filter(Number.isFinite);
  const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length;
  const r2 = 1 - rootMeanSquare(known) ** 2 / rootMeanSquare(measured.map((value) => value - mean)) ** 2;
  const trend = coefficients.slice(0, degree + 1);
  const seasonal = coefficients.slice(degree + 1);
  return { degree, harmonics, origin: ORIGIN, span: SPAN, trend, seasonal, year, ppm, fitted, residual, rmse, r2, bic };
}

function basis(t: number, degree: number, harmonics: number): Float64Array {
  const row = new Float64Array(degree + 1 + 2 * harmonics);
  const u = (t - ORIGIN) / SPAN;
  for (let k = 0; k <= degree; k++) row[k] = u ** k;
  for (let h = 1; h <= harmonics; h++) {
    row[degree + 2 * h - 1] = Math.cos(2 * Math.PI * h * t);
    row[degree + 2 * h] = Math.sin(2 * Math.PI * h * t);
  }
  return row;
}

/** Solves the weighted problem min Σ w (y - row·c)² by Householder reflections: stable, and short enough to read. */
function leastSquares(rows: readonly Float64Array[], y: Float64Array, weights: Float64Array): Float64Array {
  const width = rows[0]!.length;
  const a = rows.map((row, at) => Float64Array.of(...row, y[at]!).map((value) => value * Math.sqrt(weights[at]!)));
  for (let k = 0; k < width; k++) {
    let norm = 0;
    for (let i = k; i < a.length; i++) norm += a[i]![k]! ** 2;
    const alpha = a[k]![k]! > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    const v = a.slice(k).map((row) => row[k]!);
    v[0]! -= alpha;
    const length2 = v.reduce((sum, value) => sum + value * value, 0);
    for (let j = k; j <= width; j++) {
      let projection = 0;
      for (let i = 0; i < v.length; i++) projection += v[i]! * a[k + i]![j]!;
      const factor = (2 * projection) / length2;
      for (let i = 0; i < v.length; i++) a[k + i]![j]! -= factor * v[i]!;
    }
  }
  const solution = new Float64Array(width);
  for (let k = width - 1; k >= 0; k--) {
    let rest = a[k]![width]!;
    for (let j = k + 1; j < width; j++) rest -= a[k]![j]! * solution[j]!;
    solution[k] = rest / a[k]![k]!;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(dot(values, values) / values.length);
}

function median(values: Float64Array): number {
  return values.slice().sort()[Math.floor(values.length / 2)]!;
}

main().catch((error: Error) => {
  console.error(`02-fit: ${error.message}`);
  process.exitCode = 1;
});
