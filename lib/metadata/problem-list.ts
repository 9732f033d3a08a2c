import type { DraftProblem } from './class-draft';

/** Gathers what is wrong with a class, one line a problem, each line once. */
export class ProblemList {
  readonly #lines = new Set<string>();

  constructor(readonly className: string) {}

  get lines(): readonly string[] {
    return [...this.#lines];
  }

  /** A problem of one field; the line names class and field. */
  addFor(property: string, message: string): void {
    this.#lines.add(`${this.className}.${property}: ${message}.`);
  }

  /** A problem of the class as a whole. */
  add(message: string): void {
    this.#lines.add(`${this.className}: ${message}.`);
  }

  /** Mistakes that decorators noticed. */
  addDrafted(problems: readonly DraftProblem[]): void {
    for (const { property, message } of problems) {
      if (property === null) this.add(message);
      else this.addFor(property, message);
    }
  }

  /** Lines that are complete already. */
  addLines(lines: readonly string[]): void {
    for (const line of lines) this.#lines.add(line);
  }
}
