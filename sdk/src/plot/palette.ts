/** Colors and dashes. */

/** Ten colors that stay apart for readers who do not see all of them (M. Petroff, Accessible color sequences, 2021). */
export const palette: readonly string[] = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#94a4a2",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#717581",
  "#92dadd",
];

const dashes: readonly string[] = ["solid", "dash", "dot", "dashdot", "longdash"];

/** From low to high, even in lightness (viridis): for images and for colors that are numbers. */
export const scale: readonly [number, string][] = [
  [0, "#440154"],
  [0.25, "#3b528b"],
  [0.5, "#21918c"],
  [0.75, "#5ec962"],
  [1, "#fde725"],
];

/** Axes and texts are seen on light and on dark grounds. */
export const grey = "#7f7f7f";
export const faintGrey = "rgba(127,127,127,0.25)";

export function colorOf(place: number): string {
  return palette[place % palette.length]!;
}

/** The same color comes again with another dash. */
export function dashOf(place: number): string {
  return dashes[Math.floor(place / palette.length) % dashes.length]!;
}
