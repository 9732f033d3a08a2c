/** Documents that get back their earlier state when the work around them does not come to pass. */
export class Enlistment {
  readonly #restores = new Map<object, () => void>();

  /** Only the first call for a document counts. `remember` takes down its state now and gives what brings it back. */
  add(document: object, remember: () => () => void): void {
    if (!this.#restores.has(document)) this.#restores.set(document, remember());
  }

  /** Brings all back, last one first, and forgets them. */
  restore(): void {
    const restores = [...this.#restores.values()].reverse();
    this.#restores.clear();
    for (const restore of restores) restore();
  }

  /** The inner work is part of the outer from now on; what the outer knows of a document is older, and stays. */
  mergeInto(outer: Enlistment): void {
    for (const [document, restore] of this.#restores) {
      if (!outer.#restores.has(document)) outer.#restores.set(document, restore);
    }
    this.#restores.clear();
  }

  /** Forgets all: the work has come to pass. */
  clear(): void {
    this.#restores.clear();
  }
}
