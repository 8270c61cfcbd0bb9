/** `tapelab run recover`. */
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

export async function runRecover(_given: Given, _subject: string, _output: Output): Promise<ExitCode> {
  throw new UsageError("tapelab run recover is not there yet.");
}
