import { PolydocError } from '../errors/polydoc-error';
import type { TransactionOptions } from '../execution/transaction-options';
import type { BulkUnit } from './bulk-units';
import type { WriteContext } from './write-context';

/** What became of one unit: null where it went well. */
export interface UnitOutcome {
  readonly positions: readonly number[];
  readonly error: Error | null;
}

/** Thrown to take back a trial run; never leaves this file. */
class TrialOver extends Error {}

/**
 * Runs all units in one transaction. When an item is at fault everything is taken back, and a trial run that is taken
 * back as well finds out which items would fail.
 */
export async function runAtomically(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  try {
    await inTransaction(context, async () => {
      for (const unit of units) await unit.run();
    });
  } catch (error) {
    if (!isItemError(error)) throw error;
    return tryOut(context, units);
  }
  for (const unit of units) await unit.settle();
  return units.map(({ positions }) => ({ positions, error: null }));
}

/** Runs every unit for itself and settles those that went well. */
export async function runUnits(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  const outcomes: UnitOutcome[] = [];
  for (const unit of units) {
    for (const { unit: part, error } of await runParts(context, unit)) {
      if (error === null) await part.settle();
      outcomes.push({ positions: part.positions, error });
    }
  }
  return outcomes;
}

async function tryOut(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  const outcomes: UnitOutcome[] = [];
  try {
    await inTransaction(context, async () => {
      for (const unit of units) {
        for (const { unit: part, error } of await runParts(context, unit)) {
          outcomes.push({ positions: part.positions, error });
        }
      }
      throw new TrialOver();
    });
  } catch (error) {
    if (!(error instanceof TrialOver)) throw error;
  }
  return outcomes;
}

interface RunPart {
  readonly unit: BulkUnit;
  readonly error: Error | null;
}

/** Halves a failing unit until the items at fault stand alone: few failures cost few statements. */
async function runParts(context: WriteContext, unit: BulkUnit): Promise<RunPart[]> {
  try {
    await inTransaction(context, () => unit.run());
    return [{ unit, error: null }];
  } catch (error) {
    if (!isItemError(error)) throw error;
    const halves = unit.split();
    if (halves === null) return [{ unit, error }];
    return [...(await runParts(context, halves[0])), ...(await runParts(context, halves[1]))];
  }
}

/** A transaction, a savepoint of the one at hand, or nothing on an engine that has neither. */
async function inTransaction(context: WriteContext, work: () => Promise<void>): Promise<void> {
  const { runtime, call } = context;
  if (runtime.capabilities.transaction.level === 'none') return work();
  const options: TransactionOptions =
    runtime.capabilities.savepoint.level === 'none' ? {} : { propagation: 'savepoint' };
  await runtime.transaction(work, options, runtime.inTransaction() ? undefined : call.session);
}

/** True for errors that say something about the item, not about the connection or the call. */
function isItemError(error: unknown): error is PolydocError {
  return error instanceof PolydocError && !error.retryable && error.status < 500 && error.status !== 400;
}
