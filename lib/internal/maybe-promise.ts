/** A value now, or a promise of it: most steps of a write finish at once, and then nobody should have to wait. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with a value now if it is there, else when it comes. */
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
