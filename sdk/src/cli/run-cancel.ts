/** `tapelab run cancel`. */
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

export async function runCancel(_given: Given, _subject: string, _output: Output): Promise<ExitCode> {
  throw new UsageError("tapelab run cancel is not there yet.");
}
