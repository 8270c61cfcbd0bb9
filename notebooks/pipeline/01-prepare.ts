/**
 * Stage 1 of 3: the Mauna Loa CO₂ record, read and cleaned.
 *
 * In: the monthly means that the npm package vega-datasets carries. Out: one scope under the commit label
 * "prepare-output" with a value for every month from the first to the last; months without a measurement are marked.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tape } from "tapelab";

interface Month {
  /** Months since year 0. */
  readonly index: number;
  readonly ppm: number;
}

const PLAUSIBLE_PPM = { low: 250, high: 600 };

async function main(): Promise<void> {
  const file = join(require.resolve("vega-datasets"), "../../data/co2-concentration.csv");
  tape.start("co2-prepare", { meta: { source: "vega-datasets co2-concentration.csv" } });

  const lines = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const { months, rejected } = readMonths(lines);
  tape.capture("raw", { lines: lines.length - 1, accepted: months.length, rejected });

  const prepared = onEveryMonth(months);
  tape.capture(
    "prepared",
    { source: "Mauna Loa monthly mean CO₂", unit: "ppm", ...prepared },
    { units: { ppm: "ppm", year: "a" } },
  );
  await tape.finalize("prepare-output");
  await tape.end();

  const { gaps, year } = prepared;
  console.log(
    `01-prepare: ${months.length} of ${year.length} months measured, ${rejected.length} lines rejected, ${gaps.length} gaps`,
  );
}

/** The lines that hold a plausible value; the rest is returned as it stands, with its line number. */
function readMonths(lines: readonly string[]): { months: Month[]; rejected: string[] } {
  const columns = lines[0]!.split(",");
  const dateAt = columns.indexOf("Date");
  const ppmAt = columns.indexOf("CO2");
  if (dateAt < 0 || ppmAt < 0) throw new Error(`Expected the columns Date and CO2, found ${lines[0]}`);
  const byIndex = new Map<number, Month>();
  const rejected: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (at === 0) continue;
    const cells = line.split(",");
    const date = /^(\d{4})-(\d\d)-\d\d$/.exec(cells[dateAt] ?? "");
    const ppm = Number(cells[ppmAt] || Number.NaN);
    const index = date ? Number(date[1]) * 12 + Number(date[2]) - 1 : Number.NaN;
    const isPlausible = ppm > PLAUSIBLE_PPM.low && ppm < PLAUSIBLE_PPM.high && !byIndex.has(index);
    if (date && isPlausible) byIndex.set(index, { index, ppm });
    else rejected.push(`${at + 1}: ${line}`);
  }
  return { months: [...byIndex.values()].sort((a, b) => a.index - b.index), rejected };
}

/** Typed columns without holes in time: a missing month has NaN and `measured` 0. */
function onEveryMonth(months: readonly Month[]): {
  year: Float64Array;
  ppm: Float64Array;
  measured: Uint8Array;
  gaps: string[];
} {
  const first = months[0]!.index;
  const count = months.at(-1)!.index - first + 1;
  const year = Float64Array.from({ length: count }, (_, k) => (first + k + 0.5) / 12);
  const ppm = new Float64Array(count).fill(Number.NaN);
  const measured = new Uint8Array(count);
  for (const month of months) {
    ppm[month.index - first] = month.ppm;
    measured[month.index - first] = 1;
  }
  const gaps: string[] = [];
  for (let k = 0; k < count; k++) if (!measured[k]) gaps.push(monthName(first + k));
  return { year, ppm, measured, gaps };
}

function monthName(index: number): string {
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

main().catch((error: Error) => {
  console.error(`01-prepare: ${error.message}`);
  process.exitCode = 1;
});
