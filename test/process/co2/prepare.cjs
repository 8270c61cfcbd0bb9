/** Stage 1: the Mauna Loa record from one year on, as months since year 0 and ppm. */
const { run } = require("tapelab/run");

exports.prepare = (ws, { from }) =>
  run(ws, "co2-prepare", { config: { from }, inputs: { record: "./co2.csv" }, stage: "prepare" }, async (active) => {
    const text = Buffer.from(await (await active.input("record")).bytes()).toString("utf8");
    const rows = [];
    for (const line of text.trim().split(/\r?\n/).slice(1)) {
      const [date = "", ppm = ""] = line.split(",");
      const year = Number(date.slice(0, 4)) + (Number(date.slice(5, 7)) - 0.5) / 12;
      if (year >= from && Number(ppm) > 0) rows.push([year, Number(ppm)]);
    }
    await active.output("prepared", Buffer.from(JSON.stringify(rows)));
  });
