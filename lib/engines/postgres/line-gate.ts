/** Lets one holder at a time have the only line; others wait in the order of arrival. */
export class LineGate<H extends object> {
  readonly #waiting: { readonly holder: H; readonly enter: () => void }[] = [];
  #holder: H | null = null;

  /** Who has the line to itself, or null. */
  get holder(): H | null {
    return this.#holder;
  }

  /** Waits until `holder` has the line to itself. */
  enter(holder: H): Promise<void> {
    if (this.#holder === null) {
      this.#holder = holder;
      return Promise.resolve();
    }
    return new Promise((enter) => this.#waiting.push({ holder, enter }));
  }

  /** Hands the line to whoever has waited longest. */
  leave(holder: H): void {
    if (this.#holder !== holder) return;
    const next = this.#waiting.shift();
    this.#holder = next?.holder ?? null;
    next?.enter();
  }
}
