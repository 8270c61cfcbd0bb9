/** `tapelab run fix-status`. */
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

export async function runFixStatus(_given: Given, _subject: string, _output: Output): Promise<ExitCode> {
  throw new UsageError("tapelab run fix-status is not there yet.");
}
