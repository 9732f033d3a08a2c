/**
 * A moment by the client's clock that is read when the statement is sent and not when it is compiled, so that compiling
 * stays pure: `new ClockTime(0)` is now. The client asks for `toBSON` while it serialises.
 * https://www.mongodb.com/docs/drivers/node/current/fundamentals/bson/
 */
export class ClockTime {
  /** @param offsetMs milliseconds from now */
  constructor(readonly offsetMs: number) {
    Object.freeze(this);
  }

  /** The moment; a new date with every call. */
  toBSON(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

/** Now. */
export const NOW = new ClockTime(0);
