/** A session on the memory disk, with everything it needs around it. */

import type { Disk } from "#sdk/base/disk.js";
import { BlobStore } from "#sdk/blob/store.js";
import { CacheFolder } from "#sdk/record/cache-folder.js";
import { CallSites } from "#sdk/record/call-site.js";
import type { EditOrder } from "#sdk/record/edits.js";
import { startFacts } from "#sdk/record/facts.js";
import { Filters } from "#sdk/record/filters.js";
import { RememberCache } from "#sdk/record/remember.js";
import { Session } from "#sdk/record/session.js";
import type { SessionDeps } from "#sdk/record/session-options.js";
import { Settings } from "#sdk/record/settings.js";
import { SharedScopes } from "#sdk/record/shared.js";
import { Fold } from "#sdk/state/fold.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { type DecodedCommit, decodeImage } from "#sdk/value/decode.js";
import { openShape } from "#sdk/value/shape.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const git = { commit: undefined, dirty: () => undefined, known: Promise.resolve(undefined) };

export interface TestSession {
  readonly disk: Disk;
  readonly session: Session;
  readonly deps: SessionDeps;
  readonly notices: string[];
  readonly dir: string;
}

export function testDeps(disk: Disk, settings: Record<string, unknown> = {}): { deps: SessionDeps; notices: string[] } {
  const clock = new FixedClock();
  const ids = new CounterIds();
  const notices: string[] = [];
  const notify = (text: string): void => {
    notices.push(text);
  };
  disk.now.mkdir("/lab/.tapelab/tapes");
  const blobs = new BlobStore(disk, "/lab/.tapelab/blobs", ids);
  const filters = new Filters();
  const folder = new CacheFolder({ disk, clock, ids, dir: "/lab/.tapelab/cache" });
  const all = new Settings({ actor: "ada@lab", env: {}, notify });
  const deps: SessionDeps = {
    disk,
    clock,
    ids,
    tapesDir: "/lab/.tapelab/tapes",
    workspaceId: "f".repeat(32),
    root: "/lab",
    blobs,
    settings: all.view(settings),
    filters,
    callSites: new CallSites({ root: "/lab", mode: "off" }),
    shared: new SharedScopes(filters, (variables) => variables),
    cache: new RememberCache({ folder, blobs, clock, notify }),
    git,
    edits: editsOf(),
    notify,
  };
  return { deps, notices };
}

/** Edits by themselves: nothing is known but what this session wrote. */
function editsOf(): EditOrder {
  const fold = new Fold();
  return {
    async next(tape, work) {
      const { greatestLamport: lamport, seen } = fold;
      const done = work({ lamport, seen, fields: (entity) => fold.fields(entity) });
      if (done) fold.apply(tape, done.operations);
      return done;
    },
    ended: async () => undefined,
    revive: () => undefined,
  };
}

export function testSession(disk: Disk = new MemoryDisk(), settings: Record<string, unknown> = {}): TestSession {
  const { deps, notices } = testDeps(disk, settings);
  const facts = startFacts({ actor: "ada@lab", ids: deps.ids, root: "/lab", git, site: {} });
  const session = Session.start(deps, { label: "demo", facts });
  return { disk, session, deps, notices, dir: `${deps.tapesDir}/${session.id}` };
}

/** Labels of the user's commits on the tape. */
export async function labelsOn({ disk, dir }: Pick<TestSession, "disk" | "dir">): Promise<string[]> {
  const reader = await TapeReader.open(disk, dir);
  return reader.commits.filter((entry) => entry.kind !== 8).map((entry) => entry.label);
}

/** Decoded user commits. */
export async function commitsOn({ disk, dir }: Pick<TestSession, "disk" | "dir">): Promise<DecodedCommit[]> {
  const reader = await TapeReader.open(disk, dir);
  const commits: DecodedCommit[] = [];
  for (const entry of reader.commits) {
    const decoded = decodeImage(await reader.image(entry), (id) => {
      const bytes = reader.shapeBytes(entry, id);
      return bytes && openShape(bytes);
    });
    if (entry.kind !== 8) commits.push(decoded);
  }
  return commits;
}
