/** Capture: scopes are copied into pooled columns, one row buffer per labels, ordered names and types. */
import type { TakenRows } from "./taken.js";

/** Where a scope comes from. Interned by the caller: the same object for the same call site costs nothing per row. */
export interface ScopeContext {
  readonly labels: readonly string[];
  readonly srcFile?: string;
  readonly srcLine?: number;
  readonly cellId?: string;
  readonly cellLine?: number;
  readonly thread?: number;
}

export type Mark = "inline" | "blob" | "hash" | "void";

export interface ScopeExtras {
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly marks?: ReadonlyMap<string, Mark>;
  readonly units?: Readonly<Record<string, string>>;
  readonly level?: number;
  readonly levels?: ReadonlyMap<string, number>;
}

export interface PendingBlob {
  readonly bytes: Uint8Array;
  /** 32 bytes; computed now if it is not there yet. */
  readonly sha256: Uint8Array;
}

export interface StageOptions {
  inlineMaxBytes: number;
  isRedacted(name: string): boolean;
  putBlob(bytes: Uint8Array): PendingBlob;
  generateCode?: boolean;
}

export type { TakenRows } from "./taken.js";

export class StageRows {
  readonly #options: StageOptions;
  constructor(options: StageOptions) {
    this.#options = options;
  }
  /** Scopes held. */
  get rows(): number {
    return 0;
  }
  /** Bytes held, an estimate. */
  get bytes(): number {
    return 0;
  }
  /**
   * Copies one scope. `time`: number = ms since 1970 with fraction, bigint = ns, undefined = no time column.
   * Throws, with nothing changed, on bad variables.
   */
  append(
    context: ScopeContext,
    variables: object | ReadonlyMap<string, unknown>,
    time: number | bigint | undefined,
    extras: ScopeExtras | undefined,
  ): void {
    throw new Error(
      `not yet: ${typeof this.#options}${typeof context}${typeof variables}${typeof time}${typeof extras}`,
    );
  }
  /** Takes the newest scopes off; returns how many. */
  drop(count: number | "all"): number {
    throw new Error(`not yet: ${count}`);
  }
  /** Empties the stage into what `encodeImage` takes. Variables for which `include` is false are left out and counted. */
  take(include?: (labels: readonly string[], name: string) => boolean): TakenRows {
    throw new Error(`not yet: ${typeof include}`);
  }
  /** Labels and names of each staged row group, for displays. */
  peek(): readonly { labels: readonly string[]; names: readonly string[] }[] {
    return [];
  }
}
