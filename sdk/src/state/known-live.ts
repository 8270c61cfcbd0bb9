/** The state of a workspace as it changes. */
import { defer, Observable, switchMap } from "rxjs";
import type { Fold } from "./fold.js";
import type { KnownState } from "./known-state.js";

const busyMs = 10;
const idleMs = 250;

/** An observable that has to be asked for first. */
export function deferred$<T>(ask: () => Promise<Observable<T>>): Observable<T> {
  return defer(ask).pipe(switchMap((given) => given));
}

/**
 * What the fold shows now, then after each commit that touches it, or one entity of it. Never completes. While somebody listens, the
 * tapes of other processes are looked at, at the latest every 250 ms; what is
 * on a tape when it is first found comes at once.
 */
export function known$<T>(known: KnownState, show: (fold: Fold) => T, entity?: string): Observable<T> {
  return new Observable((subscriber) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waitMs = busyMs;
    let isReady = false;
    const leave = known.listen((touches, fold) => {
      waitMs = busyMs;
      if (isReady && (entity === undefined || touches(entity))) subscriber.next(show(fold));
    });
    const look = (): void => {
      known
        .run((fold) => {
          if (!isReady && !subscriber.closed) subscriber.next(show(fold));
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
