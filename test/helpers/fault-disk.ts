/**
 * One process's view of a `MemoryDisk`, with faults. Deterministic: a seed and a table of faults by operation index.
 *
 * Several processes may look at one memory disk; a gate before every `later` operation lets a scheduler decide whose
 * turn it is. A sync has two gates: what is appended between them is not covered by it.
 */
import type { Disk, DiskFile, DiskOps, Later } from "#sdk/base/disk.js";
import { failure, type MemoryDisk } from "./memory-disk.js";
import { Rng } from "./rng.js";

/**
 * EIO, ENOSPC, EMFILE: the operation fails. short: an append or read does part of its work. lie: a sync says yes and
 * does nothing. crash-before, crash-after: the power goes. kill: the process ends before the operation.
 */
export type Fault = "EIO" | "ENOSPC" | "EMFILE" | "short" | "lie" | "crash-before" | "crash-after" | "kill";

export const faults: readonly Fault[] = [
  "EIO",
  "ENOSPC",
  "EMFILE",
  "short",
  "lie",
  "crash-before",
  "crash-after",
  "kill",
];

export interface Operation {
  /** From 0, counting every operation of this process. */
  readonly index: number;
  readonly name: keyof DiskOps;
  readonly path: string;
  /** Bytes asked for, where there are any. */
  readonly size: number;
  /** What was injected, if anything. */
  fault: Fault | undefined;
  /** Error code that the caller got, if any. */
  error: string | undefined;
}

export interface FaultDiskOptions {
  readonly rng?: Rng;
  /** The fault of an operation, decided just before it runs. */
  readonly fault?: (operation: Operation) => Fault | undefined;
  /** Awaited before every `later` operation, and again before a sync ends. */
  readonly gate?: (operation: Operation) => Promise<void>;
}

/** Operations that change something, or promise to. */
const changing: ReadonlySet<keyof DiskOps> = new Set<keyof DiskOps>([
  ...(["createExcl", "append", "sync", "fsyncPath", "fsyncDir"] as const),
  ...(["mkdir", "rename", "link", "unlink", "rmdir"] as const),
]);
const syncs: ReadonlySet<keyof DiskOps> = new Set<keyof DiskOps>(["sync", "fsyncPath", "fsyncDir"]);

export class FaultDisk implements Disk {
  readonly now: DiskOps;
  readonly later: Later<DiskOps>;
  readonly machine: MemoryDisk;
  readonly log: Operation[] = [];
  readonly #rng: Rng;
  readonly #options: FaultDiskOptions;
  #isDead = false;
  #hasLostPower = false;

  constructor(machine: MemoryDisk, options: FaultDiskOptions = {}) {
    this.machine = machine;
    this.#options = options;
    this.#rng = options.rng ?? new Rng(1);
    const now: Record<string, (...args: never[]) => unknown> = {};
    const later: Record<string, (...args: never[]) => Promise<unknown>> = {};
    for (const name of Object.keys(machine.now) as (keyof DiskOps)[]) {
      now[name] = (...args) => this.#run(name, args);
      later[name] = (...args) => this.#runLater(name, args);
    }
    this.now = now as unknown as DiskOps;
    this.later = later as unknown as Later<DiskOps>;
  }

  /** How many operations have started. */
  get count(): number {
    return this.log.length;
  }

  /** Operations that changed something or promised to. */
  get writes(): readonly Operation[] {
    return this.log.filter(({ name }) => changing.has(name));
  }

  /** No further operation of this process does anything. */
  get isDead(): boolean {
    return this.#isDead;
  }

  /** The end came by power loss: the next life starts on `machine.powerLoss(…)`. */
  get hasLostPower(): boolean {
    return this.#hasLostPower;
  }

  /** Ends the process; the machine keeps its page cache. */
  kill(): void {
    this.#isDead = true;
  }

  /** Pulls the plug. */
  losePower(): void {
    this.#isDead = true;
    this.#hasLostPower = true;
  }

  async #runLater(name: keyof DiskOps, args: readonly unknown[]): Promise<unknown> {
    const { gate } = this.#options;
    // The handle or path is all that a scheduler needs to know before the operation gets its number.
    if (gate) await gate(this.#operation(name, args));
    if (!gate || !(name === "sync" || name === "fsyncPath")) return this.#run(name, args);
    const operation = this.#begin(name, args);
    if (operation.fault) return this.#runFaulty(operation, args, operation.fault);
    const job = this.machine.startSync(args[0] as DiskFile | string);
    await gate(operation);
    if (this.#isDead) throw this.#refuse(operation, "ECRASH");
    try {
      job.finish();
    } catch (error) {
      operation.error = (error as { code?: string }).code;
      throw error;
    }
    return undefined;
  }

  #run(name: keyof DiskOps, args: readonly unknown[]): unknown {
    const operation = this.#begin(name, args);
    try {
      if (!operation.fault) return this.#machineRun(name, args);
      return this.#runFaulty(operation, args, operation.fault);
    } catch (error) {
      operation.error ??= (error as { code?: string }).code;
      throw error;
    }
  }

  #runFaulty(operation: Operation, args: readonly unknown[], fault: Fault): unknown {
    const { name } = operation;
    if (fault === "lie") return syncs.has(name) ? undefined : this.#machineRun(name, args);
    if (fault === "short") return this.#runShort(name, args);
    if (fault === "crash-after") {
      this.#machineRun(name, args);
      this.losePower();
      throw this.#refuse(operation, "ECRASH");
    }
    if (fault !== "EMFILE" && (name === "sync" || name === "fsyncPath")) {
      this.machine.startSync(args[0] as DiskFile | string).fail(this.#rng);
    } else if (fault === "EIO" && changing.has(name) && !syncs.has(name) && this.#rng.chance(0.5)) {
      this.#runShort(name, args); // an I/O error leaves open whether the thing was done, or how much of it
    }
    throw this.#refuse(operation, fault);
  }

  #runShort(name: keyof DiskOps, args: readonly unknown[]): unknown {
    const bytes = args[1];
    if (!(bytes instanceof Uint8Array) || bytes.length < 2) return this.#machineRun(name, args);
    const part = bytes.subarray(0, 1 + this.#rng.below(bytes.length - 1));
    return this.#machineRun(name, [args[0], part, ...args.slice(2)]);
  }

  #begin(name: keyof DiskOps, args: readonly unknown[]): Operation {
    const operation = this.#operation(name, args);
    if (this.#isDead) throw this.#refuse(operation, "ECRASH");
    this.log.push(operation);
    operation.fault = this.#options.fault?.(operation);
    if (operation.fault === "crash-before" || operation.fault === "kill") {
      if (operation.fault === "kill") this.kill();
      else this.losePower();
      throw this.#refuse(operation, "ECRASH");
    }
    return operation;
  }

  #operation(name: keyof DiskOps, args: readonly unknown[]): Operation {
    const [target, bytes] = args;
    const path = typeof target === "string" ? target : (target as DiskFile).path;
    const size = bytes instanceof Uint8Array ? bytes.length : 0;
    return { index: this.log.length, name, path, size, fault: undefined, error: undefined };
  }

  #machineRun(name: keyof DiskOps, args: readonly unknown[]): unknown {
    return (this.machine.now[name] as (...given: unknown[]) => unknown)(...args);
  }

  #refuse(operation: Operation, code: string): Error {
    operation.error = code;
    return failure(code, operation.path);
  }
}
