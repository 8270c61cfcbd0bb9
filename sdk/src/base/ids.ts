/** The seam for everything that makes one process different from another. */
export interface Ids {
  /** Random bytes. */
  random(size: number): Uint8Array;
  host(): string;
  /** Identity of the running boot of this machine, empty when the system does not tell. */
  bootId(): string;
  pid(): number;
}
