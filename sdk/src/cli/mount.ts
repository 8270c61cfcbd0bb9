/** `tapelab mount`. */
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

export async function mount(_given: Given, _output: Output): Promise<ExitCode> {
  throw new UsageError("tapelab mount is not there yet.");
}
