/** What hosts of the SDK share with it, such as the kernel: texts and command lines. Loads nothing else of the SDK. */

// texts from data
export { escapeHtml, oneLine } from "./base/html.js";
export { near, shown } from "./base/text.js";
// figures
export { duration, localTime } from "./cli/figures.js";
// command lines
export { linesWithoutVerb, usageLine, verbHelp } from "./cli/help.js";
export { type Given, type OptionTable, UsageError } from "./cli/options.js";
export { givenTo, type Program, type VerbFacts } from "./cli/program.js";
