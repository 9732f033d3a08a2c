import type { BulkUnit } from './bulk-unit';

/** What became of items that stood or fell together: no error where it went well. */
export interface UnitOutcome {
  readonly positions: readonly number[];
  readonly error: Error | null;
  /** They were not written, because of others. */
  readonly isSkipped?: boolean;
}

/** What the first hook that failed threw. */
export interface Failure {
  readonly error: unknown;
}

/** Takes all over into memory, since all is stored, whatever the hooks throw. */
export async function settleAll(units: readonly BulkUnit[]): Promise<Failure | null> {
  let failure: Failure | null = null;
  for (const unit of units) {
    try {
      const settled = unit.settle();
      if (settled instanceof Promise) await settled;
    } catch (error) {
      failure ??= { error };
    }
  }
  return failure;
}

/** Throws what a hook threw, if one did. */
export function throwFailure(failure: Failure | null): void {
  if (failure !== null) throw failure.error;
}
