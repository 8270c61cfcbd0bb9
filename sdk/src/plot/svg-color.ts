/** Colors of a figure for the static picture: color scales, and matrices of them as PNG. */
import { deflateSync } from "node:zlib";
import { crc32 } from "../base/crc.js";
import type { Json } from "./figure.js";
import { scale } from "./palette.js";

export type Rgb = readonly [red: number, green: number, blue: number];

/** Stops from 0 to 1. */
export type ColorScale = readonly (readonly [at: number, color: Rgb])[];

/** A scale as plotly writes it: a list of stops. A name of plotly's own is drawn in our scale. */
export function colorScale(given: Json | undefined): ColorScale {
  const stops = Array.isArray(given) ? (given as readonly (readonly [number, string])[]) : scale;
  return stops.map(([at, color]) => [at, rgb(color)]);
}

export function colorAt(scale: ColorScale, share: number): Rgb {
  const after = Math.max(
    1,
    Math.min(
      scale.length - 1,
      scale.findIndex(([at]) => at >= share),
    ),
  );
  const [fromAt, from] = scale[after - 1]!;
  const [toAt, to] = scale[after]!;
  const part = Math.max(0, Math.min(1, (share - fromAt) / (toAt - fromAt || 1)));
  return from.map((value, i) => Math.round(value + (to[i]! - value) * part)) as unknown as Rgb;
}

export function hexColor(color: Rgb): string {
  return `#${color.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * The matrix as a PNG of one pixel per cell, 255 colors and transparent for gaps. Stored, not compressed: compressors
 * differ between machines, and equal figures shall give equal bytes. Large ones are thinned to their block means.
 */
export function matrixPng(
  rows: readonly (readonly unknown[])[],
  zmin: number,
  zmax: number,
  scale: ColorScale,
): string {
  const [height, width] = [Math.min(rows.length, 120), Math.min(rows[0]?.length ?? 0, 160)];
  const raw = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const mean = blockMean(rows, x, y, width, height);
      const share = zmax > zmin ? (mean - zmin) / (zmax - zmin) : 0.5;
      // The first row of the data is at the bottom. Index 0 is transparent.
      raw[(height - 1 - y) * (width + 1) + 1 + x] = Number.isNaN(mean)
        ? 0
        : 1 + Math.round(254 * Math.max(0, Math.min(1, share)));
    }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
  const palette = Array.from({ length: 256 }, (_, i) => colorAt(scale, Math.max(0, i - 1) / 254)).flat();
  const png = Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    pngChunk("IHDR", head),
    pngChunk("PLTE", Buffer.from(palette)),
    pngChunk("tRNS", Buffer.from([0])),
    pngChunk("IDAT", deflateSync(raw, { level: 0 })),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** Mean of the block's numbers, NaN without any. */
function blockMean(rows: readonly (readonly unknown[])[], x: number, y: number, width: number, height: number): number {
  const [top, bottom] = span(y, height, rows.length);
  const [left, right] = span(x, width, rows[0]?.length ?? 0);
  let [sum, count] = [0, 0];
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) {
      const value = rows[row]?.[column];
      if (typeof value !== "number" || !Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
  return count === 0 ? Number.NaN : sum / count;
}

function span(index: number, blocks: number, length: number): [number, number] {
  return [Math.floor((index * length) / blocks), Math.floor(((index + 1) * length) / blocks)];
}

function pngChunk(type: string, bytes: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), bytes]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(bytes.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return framed;
}

/** `#rgb`, `#rrggbb` and `rgb(…)`; anything else is mid-grey. */
function rgb(color: string): Rgb {
  const hex = /^#(?:([\da-f])([\da-f])([\da-f])|([\da-f]{2})([\da-f]{2})([\da-f]{2}))$/i.exec(color);
  if (hex) {
    const parts = hex.slice(1).filter((part) => part !== undefined);
    return parts.map((part) => Number.parseInt(part.length === 1 ? part + part : part, 16)) as unknown as Rgb;
  }
  const numbers = color.match(/\d+(\.\d+)?/g)?.map(Number) ?? [];
  return numbers.length >= 3 ? (numbers.slice(0, 3) as unknown as Rgb) : [136, 136, 136];
}
