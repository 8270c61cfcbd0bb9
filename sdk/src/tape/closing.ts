/** Frames that close something: where a scan can find its way again behind damage. */
import type { Envelope } from "tapelab-proto";
import { FLAG_ANCHOR, FRAME, type Frame } from "./frame.js";

export function isClosing(kind: number): boolean {
  return kind === FRAME.marker || kind === FRAME.micro || kind === FRAME.end || kind === FRAME.footer;
}

/** Sequence of the first commit that a batch-closing frame stands for. */
export function firstOf(frame: Frame, envelope: Envelope | undefined): number | undefined {
  if (envelope?.body.member === "micro") return envelope.seq;
  if (envelope?.body.member !== "marker" || (frame.flags & FLAG_ANCHOR) !== 0) return undefined;
  return envelope.body.marker.firstSeq;
}
