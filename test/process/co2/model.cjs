/** One run of the sweep: three stages, each a run of its own. Says in a file that it began, and that it is done. */
const { appendFileSync, existsSync } = require("node:fs");
const { openWorkspace } = require("tapelab");
const { fitModel } = require("./fit.cjs");
const { prepare } = require("./prepare.cjs");
const { report } = require("./report.cjs");

exports.needs = ["degree", "harmonics", "horizon"];
exports.default = async ({ degree, harmonics, horizon }, active) => {
  appendFileSync("began.txt", `${active.index}\n`);
  const ws = await openWorkspace(process.env.TAPELAB_WORKSPACE);
  const prepared = await prepare(ws, { from: 1980 });
  const fitted = await fitModel(ws, prepared.outputs.prepared, { degree, harmonics });
  while (existsSync("hold")) await new Promise((done) => setTimeout(done, 20));
  const { value } = await report(ws, fitted.outputs.fit, { horizon });
  return { rmse: fitted.value.rmse, ppm: value.ppm };
};
