/** The state of a workspace as it changes. */
import { Observable } from "rxjs";
import type { Fold } from "./fold.js";
import type { KnownState } from "./known-state.js";

const busyMs = 10;
const idleMs = 250;

/**
 * The fold now, then after each commit that touches it, or one entity of it. Never completes. While somebody listens, the
 * tapes of other processes are looked at, at the latest every 250 ms.
 */
export function known$(known: KnownState, entity?: string): Observable<Fold> {
  return new Observable((subscriber) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waitMs = busyMs;
    let isReady = false;
    const leave = known.listen(({ operations }, fold) => {
      waitMs = busyMs;
      if (isReady && (entity === undefined || operations.some((one) => one.entity === entity))) subscriber.next(fold);
    });
    const look = (): void => {
      known
        .run((fold) => {
          if (!isReady && !subscriber.closed) subscriber.next(fold);
          isReady = true;
        })
        .then(
          () => {
            if (!subscriber.closed) timer = setTimeout(look, waitMs);
            waitMs = Math.min(idleMs, waitMs * 1.5);
          },
          (error: unknown) => subscriber.error(error),
        );
    };
    look();
    return () => {
      leave();
      clearTimeout(timer);
    };
  });
}
