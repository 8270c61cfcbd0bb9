/** A failure that the user can act on: exit code 1, its text and no stack trace. */
export class CliError extends Error {
  override readonly name: string = "CliError";
}
