/** Stage 3: what the fit says of a year to come. */
const { run } = require("tapelab/run");

exports.report = (ws, fit, { horizon }) =>
  run(ws, "co2-report", { config: { horizon }, inputs: { fit }, stage: "report" }, async (active) => {
    const { coefficients, degree } = JSON.parse(
      Buffer.from(await (await active.input("fit")).bytes()).toString("utf8"),
    );
    const u = (horizon - 1990) / 30;
    const ppm = coefficients.slice(0, degree + 1).reduce((sum, value, k) => sum + value * u ** k, 0);
    await active.output("report", Buffer.from(`${horizon}: ${ppm.toFixed(2)} ppm\n`));
    return { ppm };
  });
