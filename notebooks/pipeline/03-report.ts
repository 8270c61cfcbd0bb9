/**
 * Stage 3 of 3: what the fitted curve says, in words and numbers.
 *
 * In: the newest scope that 02-fit.ts committed as "fit-output". Out: "summary-output", and the report on the screen.
 */
import { latestScope, openWorkspace, tape } from "tapelab";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FORECAST_YEARS = 10;

interface Summary {
  source: string;
  firstYear: number;
  lastYear: number;
  growthFirst: number;
  growthLast: number;
  amplitude: number;
  peakMonth: string;
  troughMonth: string;
  r2: number;
  rmse: number;
  months: number;
  forecastYear: number;
  forecastPpm: number;
}

async function main(): Promise<void> {
  const ws = await openWorkspace();
  tape.start("co2-report");
  const scope = await latestScope(ws, { commitLabel: "fit-output", srcFile: "02-fit.ts" });
  const fit = scope.bind({
    source: "string",
    origin: "number",
    span: "number",
    trend: "Float64Array",
    seasonal: "Float64Array",
    year: "Float64Array",
    residual: "Float64Array",
    rmse: "number",
    r2: "number",
  });

  const first = Math.ceil(fit.year[0]!);
  const last = Math.floor(fit.year.at(-1)!);
  const level = (t: number): number => fit.trend.reduce((sum, c, k) => sum + c * ((t - fit.origin) / fit.span) ** k, 0);
  const growth = (t: number): number => level(t + 0.5) - level(t - 0.5);
  const season = yearlyWave(fit.seasonal);
  const forecastYear = last + FORECAST_YEARS;
  const summary: Summary = {
    source: fit.source,
    firstYear: first,
    lastYear: last,
    growthFirst: growth(first),
    growthLast: growth(last),
    amplitude: season.high - season.low,
    peakMonth: MONTHS[season.highMonth]!,
    troughMonth: MONTHS[season.lowMonth]!,
    r2: fit.r2,
    rmse: fit.rmse,
    months: fit.residual.filter(Number.isFinite).length,
    forecastYear,
    forecastPpm: level(forecastYear),
  };
  tape.capture("summary", { ...summary });
  await tape.finalize("summary-output");
  await tape.end();
  console.log(report(summary));
}

/** Highest and lowest point of the seasonal part, sampled in the middle of each month. */
function yearlyWave(seasonal: Float64Array): { high: number; low: number; highMonth: number; lowMonth: number } {
  const values = MONTHS.map((_, month) => {
    const t = (month + 0.5) / 12;
    let sum = 0;
    for (let k = 0; k < seasonal.length; k += 2) {
      const angle = Math.PI * (k + 2) * t;
      sum += seasonal[k]! * Math.cos(angle) + seasonal[k + 1]! * Math.sin(angle);
    }
    return sum;
  });
  const high = Math.max(...values);
  const low = Math.min(...values);
  return { high, low, highMonth: values.indexOf(high), lowMonth: values.indexOf(low) };
}

function report(s: Summary): string {
  return [
    `03-report: ${s.source}, ${s.months} months`,
    `  growth     ${s.growthFirst.toFixed(2)} ppm a year in ${s.firstYear}, ${s.growthLast.toFixed(2)} in ${s.lastYear}`,
    `  season     ${s.amplitude.toFixed(2)} ppm between ${s.troughMonth} (low) and ${s.peakMonth} (high)`,
    `  fit        R² ${s.r2.toFixed(5)}, typical error ${s.rmse.toFixed(2)} ppm`,
    `  forecast   ${s.forecastPpm.toFixed(1)} ppm at the start of ${s.forecastYear}, if the trend goes on`,
  ].join("\n");
}

main().catch((error: Error) => {
  console.error(`03-report: ${error.message}`);
  process.exitCode = 1;
});
