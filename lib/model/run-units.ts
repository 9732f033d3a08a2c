import type { PolydocError } from '../errors/polydoc-error';
import type { BulkUnit } from './bulk-unit';
import { isItemError } from './item-error';
import { runTold, runWhole } from './run-told-units';
import { type Failure, settleAll, throwFailure, type UnitOutcome } from './unit-outcome';
import type { WriteContext } from './write-context';

/** Thrown to take back a trial run; never leaves this file. */
class TrialOver extends Error {}

type CallSession = WriteContext['call']['session'];

/**
 * Runs all units in one transaction. When an item is at fault everything is taken back, and a trial run that is taken
 * back as well finds out which items would fail.
 */
export async function runAtomically(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  if (!hasSavepoints(context)) return runWhole(context, units);
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

/** Runs every unit for itself and settles those that went well. */
export async function runUnits(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  if (!hasSavepoints(context)) return runTold(context, units, 'goOn');
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

/** A transaction, or a savepoint of the one at hand. */
async function inTransaction(
  { runtime }: WriteContext,
  work: () => Promise<void>,
  session: CallSession,
): Promise<void> {
  await runtime.transaction(work, { propagation: 'savepoint' }, session);
}

/** Without them a failed statement cannot be taken back on its own: then the store tells row by row what it refuses. */
function hasSavepoints({ runtime: { capabilities } }: WriteContext): boolean {
  return capabilities.transaction.level !== 'none' && capabilities.savepoint.level !== 'none';
}
