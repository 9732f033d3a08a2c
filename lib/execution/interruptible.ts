/**
 * One wait at a time that can be cut short. Racing each wait against one promise that lives as long as the stream would
 * keep something of every wait in memory.
 */
export class Interruptible {
  #interrupt: (() => void) | null = null;

  /** Settles like `work`, or with null when `interrupt` comes first; `work` itself is not stopped. */
  wait<T>(work: Promise<T>): Promise<T | null> {
    return new Promise<T | null>((resolve, reject) => {
      const over = (): void => {
        this.#interrupt = null;
      };
      this.#interrupt = () => {
        over();
        resolve(null);
      };
      work.then(
        (value) => {
          over();
          resolve(value);
        },
        (cause) => {
          over();
          reject(cause);
        },
      );
    });
  }

  /** Ends the wait that is under way, if there is one. */
  interrupt(): void {
    this.#interrupt?.();
  }
}
