/**
 * A drawn picture as SVG text: from the node tree that ECharts' server-side renderer makes, written by ourselves, since
 * ECharts neither escapes attributes nor gives the same class names twice. Equal trees, equal bytes.
 */
import { escapeHtml } from "../base/html.js";
import { relativePath } from "./svg-path.js";

/** What ECharts calls a vnode. */
export interface SvgNode {
  readonly tag: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly children?: readonly (SvgNode | null | undefined)[];
  readonly text?: string;
}

export interface SvgHead {
  readonly width: number;
  readonly height: number;
  /** Read out by screen readers. */
  readonly title: string;
}

/** Attributes that only a page with a mouse needs, and defaults. */
const LEFT_OUT = /^(pointer-events|class|ecmeta_.*|stroke-linejoin|stroke-miterlimit|xmlns.*)$/;

export function svgText(root: SvgNode, head: SvgHead): string {
  const body = (root.children ?? []).map(nodeText).join("");
  const title = escapeHtml(head.title);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${head.width}" height="${head.height}" ` +
    `viewBox="0 0 ${head.width} ${head.height}" role="img" aria-label="${title}" font-family="sans-serif" ` +
    `font-size="11" stroke-linejoin="round"><title>${title}</title>${body}</svg>`
  );
}

function nodeText(node: SvgNode | null | undefined): string {
  if (!node || node.tag === "style" || isUnseen(node)) return "";
  const children = (node.children ?? []).map(nodeText).join("");
  const text = node.text === undefined ? "" : escapeHtml(String(node.text));
  if (node.tag === "g" && children === "") return "";
  if (node.tag === "defs" && children === "") return "";
  const attributes = Object.entries(node.attrs ?? {})
    .map(([name, value]) => attributeText(name, value))
    .join("");
  const inner = children + text;
  // A matrix fills its rectangle, cell by cell.
  if (node.tag === "image") return `<image${attributes} preserveAspectRatio="none" style="image-rendering:pixelated"/>`;
  return inner === "" ? `<${node.tag}${attributes}/>` : `<${node.tag}${attributes}>${inner}</${node.tag}>`;
}

/** Areas that only catch the mouse, and the empty background. */
function isUnseen({ tag, attrs = {} }: SvgNode): boolean {
  if (tag !== "path" && tag !== "rect") return false;
  const filled = attrs.fill !== "none" && attrs["fill-opacity"] !== 0;
  const stroked = attrs.stroke !== undefined && attrs.stroke !== "none" && attrs["stroke-width"] !== 0;
  return !filled && !stroked;
}

function attributeText(name: string, value: unknown): string {
  if (value === undefined || value === null || value === false || LEFT_OUT.test(name)) return "";
  if (name === "d") return ` d="${escapeHtml(relativePath(String(value)))}"`;
  const text = typeof value === "number" ? String(Math.round(value * 100) / 100) : String(value);
  if (name === "style") return styleText(text);
  // The ids are made of a counter of the process: only their own part is kept.
  return ` ${name}="${escapeHtml(text.replace(/^(url\(#)?zr\d+-/, "$1t-"))}"`;
}

/** Fonts are set once on the root; what differs stays. */
function styleText(style: string): string {
  const kept = style
    .split(";")
    .filter((part) => part !== "" && part !== "font-family:sans-serif" && part !== "font-size:11px")
    .join(";");
  return kept === "" ? "" : ` style="${escapeHtml(kept)}"`;
}
