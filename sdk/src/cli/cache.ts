/** `tapelab cache`. */
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

export async function cache(_given: Given, _output: Output): Promise<ExitCode> {
  throw new UsageError("tapelab cache is not there yet.");
}
