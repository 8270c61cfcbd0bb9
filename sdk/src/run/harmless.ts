/** Observables whose listeners cannot do harm: what one throws is told once, and reaches nobody else. */
import { Observable, type Observer, type Operator, Subscriber, type Subscription } from "rxjs";

type Listener<T> = Partial<Observer<T>> | ((value: T) => void) | null;

/** The same values; so is whatever is piped from it. Without this rxjs ends the process over a listener that throws. */
export function harmless<T>(source: Observable<T>, tell: (error: unknown) => void): Observable<T> {
  return new Harmless<T>(source, tell);
}

class Harmless<T> extends Observable<T> {
  readonly #tell: (error: unknown) => void;

  constructor(source: Observable<unknown>, tell: (error: unknown) => void) {
    super();
    this.source = source;
    this.#tell = tell;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new Harmless<R>(this, this.#tell);
    lifted.operator = operator as Operator<unknown, R> | undefined;
    return lifted;
  }

  override subscribe(
    listener?: Listener<T>,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (listener instanceof Subscriber) return super.subscribe(listener); // an operator of rxjs
    const given = typeof listener === "function" ? { next: listener } : listener;
    const { next, ...rest } = { error: error ?? undefined, complete: complete ?? undefined, ...methodsOf(given) };
    return super.subscribe({
      next: (value) => this.#calm(() => next?.(value)),
      error: (reason) => this.#calm(() => (rest.error ? rest.error(reason) : this.#tell(reason))),
      complete: () => this.#calm(() => rest.complete?.()),
    });
  }

  #calm(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#tell(error);
    }
  }
}

/** Methods of an observer, which may be a class with a `this`. */
function methodsOf<T>(given: Partial<Observer<T>> | null | undefined): Partial<Observer<T>> {
  return {
    ...(given?.next && { next: (value: T) => given.next?.(value) }),
    ...(given?.error && { error: (reason: unknown) => given.error?.(reason) }),
    ...(given?.complete && { complete: () => given.complete?.() }),
  };
}
