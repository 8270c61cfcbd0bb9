/**
 * Proves the events of an archive, range by range, in one walk in order. A range whose sum is right proves its leaves; in
 * one that is not, each commit has to prove itself by the hash chain, or, behind damage, by its sidecar.
 */
import type { EventRange } from "tapelab-proto";
import { hex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { sameHash } from "../tape/chain.js";
import type { OpenArchive } from "./authority.js";
import { crcText, RangeSum } from "./event-leaf.js";
import { ambiguous } from "./failures.js";
import { type Finding, Findings, type LostEvents, type MissingPart } from "./findings.js";
import { type ChainPlace, type Judgement, judge } from "./judge.js";
import type { LeafFiles } from "./leaf-index.js";
import { FIELD, leafPath } from "./names.js";
import { checkMeta } from "./sidecars.js";
import type { ArchiveFile } from "./source.js";

/** How much is looked at. `quick`: names and sizes. `full`: every byte and hash. `deep`: and every value. */
export type Level = "quick" | "full" | "deep";

export interface EventProof {
  readonly findings: readonly Finding[];
  /** Commits that cannot be taken, by their first sequence. */
  readonly lost: ReadonlyMap<number, LostEvents>;
  /** Sequences of which the records behind the commit are not proved. */
  readonly bare: ReadonlySet<number>;
  /** Which copy counts, where parts hold several. */
  readonly chosen: ReadonlyMap<number, ArchiveFile>;
  readonly missingParts: readonly MissingPart[];
  /** Leaves of other parts that the winner does not count. */
  readonly superseded: readonly string[];
  /** By their first sequence. */
  readonly gaps: ReadonlyMap<number, LostEvents>;
  readonly commits: number;
  /** Events whose payload is of a newer version. */
  readonly opaque: number;
  /** Sequences behind the last one that counts: not looked at. */
  readonly ignoredTail: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

export async function proveEvents(
  archive: OpenArchive,
  level: Level,
  onProgress?: (done: number, total: number) => void,
): Promise<EventProof> {
  const walk = new ProofWalk(archive, level);
  const { ranges } = archive.winner.manifest;
  const last = ranges.at(-1)?.last ?? 0;
  for (const range of ranges) {
    await walk.take(range);
    onProgress?.(range.last, last);
  }
  return walk.result();
}

/** What is remembered of a leaf until its range is summed up; not its bytes. */
interface Looked extends Pick<Judgement, "state" | "last" | "text" | "isMisplaced"> {
  readonly first: number;
  readonly kind: "commit" | "gap" | "opaque";
  readonly isCrcRight: boolean | undefined;
}

const NOWHERE: ChainPlace = { hashes: [], isTrusted: false };

class ProofWalk {
  readonly #archive: OpenArchive;
  readonly #level: Level;
  readonly #found = new Findings();
  readonly #lost = new Map<number, LostEvents>();
  readonly #bare = new Set<number>();
  readonly #chosen = new Map<number, ArchiveFile>();
  readonly #missingParts: MissingPart[] = [];
  readonly #superseded: string[] = [];
  readonly #gaps = new Map<number, LostEvents>();
  readonly #partsHere: ReadonlySet<number>;
  #commits = 0;
  #opaque = 0;

  constructor(archive: OpenArchive, level: Level) {
    this.#archive = archive;
    this.#level = level;
    this.#partsHere = new Set([archive.winner, ...archive.others].map(({ manifest }) => manifest.part));
  }

  result(): EventProof {
    const { index, winner } = this.#archive;
    const { ranges } = winner.manifest;
    const lastSequence = ranges.at(-1)?.last ?? 0;
    let ignoredTail = 0;
    for (const sequence of index.events.keys()) if (sequence > lastSequence) ignoredTail++;
    const firstHere = ranges.find(
      ({ first }) => !this.#missingParts.some((part) => part.first <= first && first <= part.last),
    );
    return {
      findings: this.#found.list.sort((a, b) => (a.firstSequence ?? 0) - (b.firstSequence ?? 0)),
      lost: this.#lost,
      bare: this.#bare,
      chosen: this.#chosen,
      missingParts: this.#missingParts,
      superseded: this.#superseded,
      gaps: this.#gaps,
      commits: this.#commits,
      opaque: this.#opaque,
      ignoredTail,
      firstSequence: firstHere?.first ?? lastSequence + 1,
      lastSequence,
    };
  }

  async take(range: EventRange): Promise<void> {
    const isElsewhere = !this.#partsHere.has(range.part);
    const isHere = this.#archive.index.nextEvent(range.first) <= range.last;
    if (isElsewhere && !isHere) this.#miss(range);
    else if (this.#level === "quick") this.#measure(range);
    else await this.#prove(range);
  }

  #miss({ first, last, part }: EventRange): void {
    const before = this.#missingParts.at(-1);
    if (before?.part === part && before.last === first - 1) this.#missingParts.pop();
    this.#missingParts.push({
      part,
      first: before?.last === first - 1 && before.part === part ? before.first : first,
      last,
    });
  }

  /** Names and sizes alone. */
  #measure(range: EventRange): void {
    const { index } = this.#archive;
    let sum = 0;
    let missing = 0;
    for (let at = range.first; at <= range.last; ) {
      const next = index.nextEvent(at);
      if (next !== at) missing ||= at;
      if (next > range.last) break;
      sum += this.#preferred(index.events.get(next), range)?.size ?? 0;
      this.#commits++;
      at = next + 1;
    }
    if (sum === range.bytes) return;
    if (missing > 0) this.#lose(missing, Math.min(index.nextEvent(missing) - 1, range.last), "is missing");
    else
      this.#found.add(
        leafPath(FIELD.events, range.first),
        `and those behind it have ${sum} bytes, expected ${range.bytes}`,
        range.first,
        range.last,
      );
  }

  async #prove(range: EventRange): Promise<void> {
    const sum = new RangeSum();
    const looked: Looked[] = [];
    let place: ChainPlace = range.prevHash.length > 0 ? { hashes: [range.prevHash], isTrusted: true } : NOWHERE;
    let missing = 0;
    for (let next = range.first; next <= range.last; ) {
      const files = this.#archive.index.events.get(next);
      if (!files || files.copies.length === 0) {
        missing++;
        const last = Math.min(this.#archive.index.nextEvent(next) - 1, range.last);
        this.#lose(next, last, this.#missingText(next));
        place = NOWHERE;
        next = last + 1;
        continue;
      }
      const { leaf, judgement } = await this.#best(next, files, range, place);
      sum.add(leaf);
      const isCrcRight = await this.#crc(files, leaf);
      const isMetaRight = await checkMeta(this.#archive.source, files.meta, leaf, judgement.event);
      if (isMetaRight === false) this.#found.add(leafPath(FIELD.events, next), "does not fit its .meta.pb", next);
      const { isTrusted } = judgement.behind;
      // One word for each leaf that says nothing new would cost more than the archive is worth.
      if (judgement.state !== "good" || isCrcRight !== true) looked.push(remembered(next, judgement, isCrcRight));
      else this.#commits++;
      place = isTrusted ? judgement.behind : { ...judgement.behind, isTrusted: false };
      next = judgement.last + 1;
    }
    const isWhole = missing === 0 && sum.bytes === range.bytes && sameHash(sum.digest(), range.sha256);
    for (const one of looked) this.#settle(one, isWhole);
    this.#checkRange(range, isWhole, place, looked, missing);
  }

  /** What becomes of a leaf that its own hash and sidecar do not settle. */
  #settle({ first, state, kind, last, text, isMisplaced, isCrcRight }: Looked, isWhole: boolean): void {
    const path = leafPath(FIELD.events, first);
    if (isMisplaced && isWhole) throw ambiguous(this.#archive.source.name, path, `${path} ${text}`);
    const isTaken = state === "good" || (state === "unknown" && (isWhole || isCrcRight === true));
    if (!isTaken) {
      this.#lose(first, last, state === "bad" ? text : "is not proved by anything");
      return;
    }
    if (isCrcRight === false) this.#found.add(path, "does not fit its .crc", first);
    if (!isWhole && isCrcRight !== true) this.#bare.add(first);
    if (kind === "commit") this.#commits++;
    else if (kind === "gap") this.#gaps.set(first, { first, last });
    else this.#opaque++;
  }

  #checkRange(
    range: EventRange,
    isWhole: boolean,
    place: ChainPlace,
    looked: readonly Looked[],
    missing: number,
  ): void {
    const path = leafPath(FIELD.events, range.first);
    const [hash] = place.hashes;
    if (isWhole && place.isTrusted && hash && range.lastHash.length > 0 && !sameHash(hash, range.lastHash)) {
      const what = `and those behind it do not give the hash of commit ${range.last} (expected ${hex(range.lastHash).slice(0, 12)}, found ${hex(hash).slice(0, 12)})`;
      this.#found.add(path, what, range.first, range.last);
    }
    const isExplained = missing > 0 || looked.some((one) => one.isCrcRight === false || this.#lost.has(one.first));
    if (!isWhole && !isExplained)
      this.#found.add(path, "or one of those behind it is not what the manifest says", range.first, range.last);
  }

  /** The copy that counts: the one of the part that the range names, unless another one proves itself and it does not. */
  async #best(
    sequence: number,
    files: LeafFiles,
    range: EventRange,
    place: ChainPlace,
  ): Promise<{ leaf: Uint8Array; judgement: Judgement }> {
    const { source, winner } = this.#archive;
    const options = { tapeId: winner.manifest.runId, isDeep: this.#level === "deep" };
    const preferred = this.#preferred(files, range)!;
    const leaf = await source.read(preferred);
    const judgement = judge(leaf, sequence, range, place, options);
    let best = { file: preferred, leaf, judgement };
    for (const file of files.copies) {
      if (file === preferred) continue;
      const other = await source.read(file);
      if (Buffer.compare(other, best.leaf) === 0) continue;
      const found = judge(other, sequence, range, place, options);
      if (best.judgement.state !== "good" && found.state === "good") best = { file, leaf: other, judgement: found };
      if (this.#superseded.length < 100)
        this.#superseded.push(`${leafPath(FIELD.events, sequence)} differs between parts; one copy counts.`);
    }
    if (files.copies.length > 1) this.#chosen.set(sequence, best.file);
    return best;
  }

  #preferred(files: LeafFiles | undefined, { part }: EventRange): ArchiveFile | undefined {
    const { winner, others } = this.#archive;
    if (!files || files.copies.length < 2) return files?.copies[0];
    const position = [winner, ...others].find(({ manifest }) => manifest.part === part)?.position;
    return files.copies.find((file) => file.part === position) ?? files.copies.at(-1);
  }

  async #crc({ crc, copies }: LeafFiles, leaf: Uint8Array): Promise<boolean | undefined> {
    if (!crc || copies.length > 1) return undefined;
    const text = await this.#archive.source.read(crc);
    return Buffer.compare(text, crcText(leaf)) === 0;
  }

  #missingText(sequence: number): string {
    const { torn } = this.#archive.index;
    const path = leafPath(FIELD.events, sequence);
    return torn?.path === path ? `is cut (needed ${torn.needed} bytes, found ${torn.found})` : "is missing";
  }

  #lose(first: number, last: number, what: string): void {
    const begin = this.#found.add(leafPath(FIELD.events, first), shown(what, 200), first, last);
    this.#lost.set(begin, { first: begin, last });
  }
}

function remembered(first: number, judgement: Judgement, isCrcRight: boolean | undefined): Looked {
  const { state, last, text, isMisplaced, event } = judgement;
  const kind = event?.commit ? "commit" : event?.gap ? "gap" : "opaque";
  return { first, state, kind, last, text, isMisplaced, isCrcRight };
}
