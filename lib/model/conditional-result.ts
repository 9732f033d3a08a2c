import { ConditionFailedError } from '../errors/outcome-errors';

/** Outcome of a conditional write. */
export class ConditionalResult<T extends object = object> {
  /** True when the write took place. */
  readonly applied: boolean;
  /** The row that stood in the way as a plain object, or null where there was none (or the write was applied). */
  readonly existing: Partial<T> | null;

  constructor(applied: boolean, existing: Partial<T> | null) {
    this.applied = applied;
    this.existing = existing;
  }

  /**
   * Turns an outcome that must not be into an error; returns itself when the write was applied.
   * @throws ConditionFailedError (POLYDOC_CONDITION_FAILED) with the existing row.
   */
  orThrow(): this {
    if (this.applied) return this;
    throw new ConditionFailedError(
      'The conditional write was not applied: the stored row does not meet the condition.',
      {
        existing: this.existing,
      },
    );
  }
}
