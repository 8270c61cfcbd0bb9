/**
 * An Observable over work that pulls: cold, one run of the work per subscriber, stopped by unsubscribing.
 * The work asks `isClosed` after each value and between reads; a subscriber that is slow in `next` slows the reading.
 */
import { Observable } from "rxjs";

export interface Sink<T> {
  next(value: T): void;
  /** The subscriber has left: stop reading, close what is open. */
  readonly isClosed: boolean;
  /** Called once when the subscriber leaves or the stream ends. */
  onClose(teardown: () => void): void;
}

export function stream$<T>(work: (sink: Sink<T>) => Promise<void>): Observable<T> {
  return new Observable<T>((subscriber) => {
    const sink: Sink<T> = {
      next: (value) => subscriber.next(value),
      get isClosed() {
        return subscriber.closed;
      },
      onClose: (teardown) => subscriber.add(teardown),
    };
    work(sink).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });
}
