/** The static picture as PNG, by an optional package. */
import { TapelabError } from "../errors.js";
import type { Figure } from "./figure.js";
import { figureSvg } from "./svg.js";

interface Resvg {
  renderAsync(svg: string, options: object): Promise<{ asPng(): Uint8Array }>;
}

let loaded: Resvg | false | undefined;

/** The picture in twice its size; an error where `@resvg/resvg-js` is not installed. */
export async function figurePng(figure: Figure, alt: string): Promise<Uint8Array> {
  const png = await svgPng(await figureSvg(figure, alt), 2);
  if (png !== undefined) return png;
  throw new TapelabError(
    "missing-package",
    "A picture as PNG needs the optional package @resvg/resvg-js, which is not installed. SVG and HTML need nothing. Install it: npm install @resvg/resvg-js",
    { name: "@resvg/resvg-js" },
  );
}

/** The SVG as PNG, made in a thread of its own; undefined where the package is not installed. */
export async function svgPng(svg: string, zoom: number): Promise<Uint8Array | undefined> {
  loaded ??= load();
  if (loaded === false) return undefined;
  const font = { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" };
  return (await loaded.renderAsync(svg, { fitTo: { mode: "zoom", value: zoom }, font })).asPng();
}

function load(): Resvg | false {
  try {
    return require("@resvg/resvg-js") as Resvg;
  } catch (error) {
    if ((error as { code?: string }).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}
