const EVERY_MS = 1_000;

/**
 * Calls `died` once when the process that started the kernel is gone, so that no kernel is left behind. Does not watch a
 * kernel started from init, or with `TAPELAB_KEEP_ALIVE=1`.
 */
export function watchParent(pid: number, died: () => void): void {
  if (pid <= 1 || process.env.TAPELAB_KEEP_ALIVE === "1") return;
  // A launcher between the server and the kernel: it may end, the server may not.
  const isDirect = process.ppid === pid;
  const timer = setInterval(() => {
    if (isDirect ? process.ppid === pid : isAlive(pid)) return;
    clearInterval(timer);
    died();
  }, EVERY_MS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
