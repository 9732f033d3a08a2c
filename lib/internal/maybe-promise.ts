/** A value now, or a promise of it: most steps of a write finish at once, and then nobody should have to wait. */
export type MaybePromise<T> = T | Promise<T>;

/** Starts work that may refuse at once, and gives such a refusal as a rejection as well. */
export function promised<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Goes on with a value now if it is there, else when it comes. */
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => Promise<R>): Promise<R>;
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R>;
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
