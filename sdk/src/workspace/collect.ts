/** An Observable that ends, as a promise. */
import type { Observable } from "rxjs";

/** All values, in order; rejects when the stream fails. */
export function collect<T>(stream$: Observable<T>): Promise<T[]> {
  const values: T[] = [];
  return new Promise((resolve, reject) => {
    stream$.subscribe({
      next: (value) => void values.push(value),
      error: reject,
      complete: () => resolve(values),
    });
  });
}
