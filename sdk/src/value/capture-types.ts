/** What a capture is given besides its variables. */

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
  /** Size of the content, when the store has it already: then the bytes are asked for only if it has gone. */
  readonly storedSize?: number;
  /** 32 bytes; computed now if it is not there yet. */
  readonly sha256: Uint8Array;
}

export interface StageOptions {
  inlineMaxBytes: number;
  isRedacted(name: string): boolean;
  putBlob(bytes: Uint8Array): PendingBlob;
  /** False: never generate code, as where the runtime forbids it. */
  generateCode?: boolean;
}
