/** Operations as the verbs show them. */
import { Asset, decodeOperationValue, type Operation } from "../value/operations.js";
import { bytes } from "./figures.js";
import { brief, plain } from "./values.js";

/** The value of an operation in a few characters: what is set, `cleared` for nothing. */
export function operationText({ value }: Operation): string {
  if (value === undefined) return "(cleared)";
  const shown = decodeOperationValue(value);
  return shown instanceof Asset
    ? `${shown.name} (blob ${shown.sha256.slice(0, 8)}… ${bytes(shown.sizeBytes)})`
    : brief(shown);
}

/** The same for machines. */
export function operationJson({ entity, field, value }: Operation): Record<string, unknown> {
  if (value === undefined) return { entity, field, isCleared: true };
  const shown = decodeOperationValue(value);
  return { entity, field, ...(shown instanceof Asset ? { asset: { ...shown } } : { value: plain(shown) }) };
}
