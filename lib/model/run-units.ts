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

type CallSession = WriteContext['call']['session'];

/**
 * Runs all units in one transaction. When an item is at fault everything is taken back, and a trial run that is taken
 * back as well finds out which items would fail.
 */
export async function runAtomically(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  const refusal = (await refusalOf(context, units, false)) === null ? null : await refusalOf(context, units, true);
  if (refusal !== null) {
    const outcomes = await tryOut(context, units);
    // What stood in the way may be gone by now: nothing is written all the same, and that must not look like success.
    if (outcomes.every(({ error }) => error === null)) throw refusal;
    return outcomes;
  }
  throwFailure(await settleAll(units));
  return units.map(({ positions }) => ({ positions, error: null }));
}

/** Runs all units in one transaction; resolves to the error of the item at fault, after everything was taken back. */
async function refusalOf(
  context: WriteContext,
  units: readonly BulkUnit[],
  careful: boolean,
): Promise<PolydocError | null> {
  try {
    await inTransaction(
      context,
      async () => {
        for (const unit of units) await unit.run(careful);
      },
      context.call.session,
    );
    return null;
  } catch (error) {
    if (isItemError(error)) return error;
    throw error;
  }
}

/** What the first hook that failed threw. */
interface Failure {
  readonly error: unknown;
}

/** Takes all over into memory, since all is stored, whatever the hooks throw. */
async function settleAll(units: readonly BulkUnit[]): Promise<Failure | null> {
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

function throwFailure(failure: Failure | null): void {
  if (failure !== null) throw failure.error;
}

/** Runs every unit for itself and settles those that went well. */
export async function runUnits(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  const outcomes: UnitOutcome[] = [];
  let failure: Failure | null = null;
  for (const unit of units) {
    const parts = await runParts(context, unit, context.call.session);
    const settled = await settleAll(parts.filter(({ error }) => error === null).map((part) => part.unit));
    failure ??= settled;
    outcomes.push(...parts.map(({ unit: { positions }, error }) => ({ positions, error })));
  }
  throwFailure(failure);
  return outcomes;
}

async function tryOut(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  const outcomes: UnitOutcome[] = [];
  try {
    const trial = async (): Promise<never> => {
      // A conflict makes the transaction run this again.
      outcomes.length = 0;
      for (const unit of units) {
        const parts = await runParts(context, unit, undefined);
        outcomes.push(...parts.map(({ unit: { positions }, error }) => ({ positions, error })));
      }
      throw new TrialOver();
    };
    await inTransaction(context, trial, context.call.session);
  } catch (error) {
    if (!(error instanceof TrialOver)) throw error;
  }
  return outcomes;
}

interface RunPart {
  readonly unit: BulkUnit;
  readonly error: Error | null;
}

/**
 * Halves a failing unit until the items at fault stand alone: few failures cost few statements.
 * @param session what it takes place in; undefined for the ambient one.
 */
async function runParts(context: WriteContext, unit: BulkUnit, session: CallSession): Promise<RunPart[]> {
  try {
    await inTransaction(context, () => unit.run(true), session);
    return [{ unit, error: null }];
  } catch (error) {
    if (!isItemError(error)) throw error;
    const halves = unit.split();
    if (halves === null) return [{ unit, error }];
    return [...(await runParts(context, halves[0], session)), ...(await runParts(context, halves[1], session))];
  }
}

/** A transaction, a savepoint of the one at hand, or nothing on an engine that has neither. */
async function inTransaction(
  { runtime }: WriteContext,
  work: () => Promise<void>,
  session: CallSession,
): Promise<void> {
  if (runtime.capabilities.transaction.level === 'none') return work();
  const options: TransactionOptions =
    runtime.capabilities.savepoint.level === 'none' ? {} : { propagation: 'savepoint' };
  await runtime.transaction(work, options, session);
}

/** True for errors that say something about the item, not about the connection or the call. */
function isItemError(error: unknown): error is PolydocError {
  return error instanceof PolydocError && !error.retryable && error.status < 500 && error.status !== 400;
}
