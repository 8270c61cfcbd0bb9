const decimalsMax = 8;

/** Numbers of one column: six significant digits, the same decimals, whole numbers whole. */
export function numberTexts(values: readonly number[]): string[] {
  const short = values.map((value) => (Number.isInteger(value) ? value : Number(value.toPrecision(6))));
  const decimals = Math.max(0, ...short.map(decimalsOf));
  if (decimals > decimalsMax || short.some((value) => String(value).includes("e"))) return short.map(String);
  return short.map((value) => (Number.isFinite(value) ? value.toFixed(decimals) : String(value)));
}

function decimalsOf(value: number): number {
  const [, decimals = ""] = String(value).split(".");
  return decimals.length;
}
