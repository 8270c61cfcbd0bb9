import type { RunningCell } from "./cells.js";
import { postOutput } from "./post.js";
import type { Shown } from "./shown.js";

/** Sends a bundle into the cell; with an id it can be updated, wherever from. */
export function sendDisplay(
  into: RunningCell | undefined,
  { data, metadata }: Shown,
  displayId: string | undefined,
  isUpdate: boolean,
): void {
  const key = into?.ref.key ?? 0;
  postOutput({ type: "display", key, isUpdate, data, metadata, displayId, buffers: [] }, sizeOf(data));
}

/** Characters of the texts: near enough for the flow of output. */
function sizeOf(data: Shown["data"]): number {
  return Object.values(data).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 1_000),
    0,
  );
}
