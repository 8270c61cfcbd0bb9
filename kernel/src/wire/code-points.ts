/** Positions in Jupyter messages count Unicode code points; JavaScript and TypeScript count UTF-16 units. */

/** UTF-16 offset of a position in code points; beyond the end: the end. */
export function toUtf16(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count++) offset += isPair(text, offset) ? 2 : 1;
  return offset;
}

/** Code points before a UTF-16 offset. */
export function toCodePoints(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < offset && at < text.length; count++) at += isPair(text, at) ? 2 : 1;
  return count;
}

function isPair(text: string, offset: number): boolean {
  return (text.codePointAt(offset) ?? 0) > 0xffff;
}
