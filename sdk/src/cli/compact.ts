/** `tapelab compact`: the history of a tape written anew, packed, in few segments, or without its beginning. */
import { type CompactOptions, type CompactResult, compactTape } from "../workspace/compact.js";
import { type RedactResult, redactTape } from "../workspace/redact.js";
import { bytes, counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { findSession, nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function compact(given: Given, output: Output): Promise<ExitCode> {
  const options = optionsOf(given);
  const ws = await workspaceOf(given);
  const entry = await findSession(ws, given.positionals[0]!);
  const name = given.text("redact");
  if (name !== undefined)
    return redact(given, output, await redactTape(ws, entry.id, name, { dryRun: options.dryRun }));
  const result = await compactTape(ws, entry.id, options, (done, total) =>
    output.progress(`compacting ${nameOf(entry)}: ${Math.floor((100 * done) / total)} %`),
  );
  if (output.json) await output.value(result);
  else await print(output, nameOf(entry), result);
  return result.lostCommits > 0 ? EXIT.damaged : EXIT.clean;
}

function optionsOf(given: Given): CompactOptions {
  const dropHistory = given.count("drop-history");
  const copy = given.text("copy");
  const withoutCopy = given.flag("without-copy");
  if (given.text("redact") !== undefined) {
    const others = ["repack", "consolidate", "without-copy"].filter((name) => given.flag(name));
    if (dropHistory !== undefined || copy !== undefined || others.length > 0)
      throw new UsageError("--redact NAME takes no other option than --dry-run.");
  }
  if (given.flag("repack") && given.flag("consolidate"))
    throw new UsageError("--repack and --consolidate exclude each other.");
  if (dropHistory === undefined && (copy !== undefined || withoutCopy))
    throw new UsageError("--copy and --without-copy belong to --drop-history.");
  if (copy !== undefined && withoutCopy) throw new UsageError("--copy and --without-copy exclude each other.");
  if (dropHistory !== undefined && copy === undefined && !withoutCopy)
    throw new UsageError(
      "--drop-history gives commits up: name an archive of the whole tape with --copy FILE (tapelab export TAPE FILE.tar), or say --without-copy.",
    );
  return {
    verb: given.flag("consolidate") ? "consolidate" : "repack",
    ...{ withoutCopy, dryRun: given.flag("dry-run") },
    ...(dropHistory === undefined ? {} : { dropHistory }),
    ...(copy === undefined ? {} : { copy }),
    graceHours: hoursOf(given.text("grace") ?? "24"),
  };
}

function hoursOf(text: string): number {
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new UsageError(`--grace expects hours from 0, found ${JSON.stringify(text)}.`);
}

async function redact(given: Given, output: Output, result: RedactResult): Promise<ExitCode> {
  const { isChanged, dryRun, values, commits, blobs, name, tape, generation } = result;
  const where = `${JSON.stringify(name)} in ${counted(commits, "commit")} of tape "${given.positionals[0] ?? tape}"`;
  if (output.json) await output.value(result);
  else if (!isChanged) await output.lines(`Nothing stands under ${where.replace(/ in .* of/, " on")}. Nothing to do.`);
  else if (dryRun)
    await output.lines(`${counted(values, "value")} of ${where} would be redacted. Nothing was changed.`);
  else
    await output.lines(
      `${counted(values, "value")} of ${where} ${values === 1 ? "is" : "are"} redacted (generation ${generation}); the old segments are deleted.`,
      "Hashes changed: copies, archives and peers hold another history now, and still have the values. Delete those yourself.",
      ...(blobs.length > 0
        ? [`${counted(blobs.length, "blob")} they named; \`tapelab gc\` takes what nothing else names.`]
        : []),
    );
  return EXIT.clean;
}

async function print(output: Output, name: string, result: CompactResult): Promise<void> {
  const { isChanged, dryRun, bytesBefore, bytesAfter, commits, lostCommits, removed, trimmedTo, generation } = result;
  const sizes = `${bytes(bytesBefore)} before, ${bytes(bytesAfter)} after`;
  if (!isChanged) await output.lines(`Tape "${name}" is compact already (${bytes(bytesBefore)}). Nothing to do.`);
  else if (dryRun) await output.lines(`Tape "${name}" would take ${sizes}. Nothing was changed.`);
  else
    await output.lines(
      `Tape "${name}" is written anew (generation ${generation}): ${counted(commits, "commit")}, ${sizes}. Every hash is as it was.`,
    );
  if (trimmedTo !== undefined)
    await output.lines(`Commits 2-${trimmedTo} were trimmed; the state they left is kept as a pinned blob.`);
  if (lostCommits > 0)
    output.error(
      `${counted(lostCommits, "damaged commit")} stayed ${lostCommits === 1 ? "a gap" : "gaps"}; the bytes are in quarantine. \`tapelab recover ${name}\` says more.`,
    );
  if (removed.segments.length > 0)
    await output.lines(
      `${counted(removed.segments.length, "old segment")} (${bytes(removed.bytes)}) ${dryRun ? "would be" : "were"} deleted.`,
    );
  if (removed.kept === "grace")
    await output.lines(
      `${counted(removed.keptSegments.length, "old segment")} ${removed.keptSegments.length === 1 ? "stays" : "stay"} until the time of grace is over; the next compact or gc deletes ${removed.keptSegments.length === 1 ? "it" : "them"}.`,
    );
  if (removed.kept === "damaged")
    output.error(
      `Old segments stay: what replaced them is damaged. \`tapelab doctor ${name} --full\` says more; they may still hold what it lost.`,
    );
}
