/** Stage 2: a trend of some degree and a yearly wave of some harmonics, by least squares. */
const { run } = require("tapelab/run");

const basis = (t, degree, harmonics) => {
  const u = (t - 1990) / 30;
  const row = Array.from({ length: degree + 1 }, (_, k) => u ** k);
  for (let h = 1; h <= harmonics; h++) row.push(Math.cos(2 * Math.PI * h * t), Math.sin(2 * Math.PI * h * t));
  return row;
};
exports.basis = basis;

exports.fitModel = (ws, prepared, { degree, harmonics }) =>
  run(ws, "co2-fit", { config: { degree, harmonics }, inputs: { prepared }, stage: "fit" }, async (active) => {
    const rows = JSON.parse(Buffer.from(await (await active.input("prepared")).bytes()).toString("utf8"));
    const coefficients = solve(rows, degree, harmonics);
    const at = (t) => basis(t, degree, harmonics).reduce((sum, value, k) => sum + value * coefficients[k], 0);
    const rmse = Math.sqrt(rows.reduce((sum, [t, ppm]) => sum + (ppm - at(t)) ** 2, 0) / rows.length);
    await active.output("fit", Buffer.from(JSON.stringify({ degree, harmonics, coefficients, rmse })));
    return { rmse };
  });

/** The normal equations, by elimination with pivots. */
function solve(rows, degree, harmonics) {
  const size = degree + 1 + 2 * harmonics;
  const matrix = Array.from({ length: size }, () => new Array(size + 1).fill(0));
  for (const [t, ppm] of rows) {
    const row = basis(t, degree, harmonics);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) matrix[i][k] += row[i] * row[k];
      matrix[i][size] += row[i] * ppm;
    }
  }
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let k = i; k < size; k++) if (Math.abs(matrix[k][i]) > Math.abs(matrix[pivot][i])) pivot = k;
    [matrix[i], matrix[pivot]] = [matrix[pivot], matrix[i]];
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = matrix[k][i] / matrix[i][i];
      for (let j = i; j <= size; j++) matrix[k][j] -= factor * matrix[i][j];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}
