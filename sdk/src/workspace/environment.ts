/** The world that a workspace works in: disk, clock, ids, environment variables. Tests give their own. */
import type { Clock } from "../base/clock.js";
import { systemClock } from "../base/clock.js";
import { type Disk, nodeDisk } from "../base/disk.js";
import { type Ids, systemIds } from "../base/ids.js";
import { notify } from "./notices.js";

export interface Environment {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  notify(text: string): void;
}

/** The machine and process we run in. */
export function systemEnvironment(): Environment {
  return { disk: nodeDisk, clock: systemClock, ids: systemIds, env: process.env, cwd: process.cwd(), notify };
}
