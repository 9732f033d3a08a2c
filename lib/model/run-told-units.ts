import type { TransactionScope } from '../execution/transaction-scope';
import type { Attempt, BulkUnit, Care, OnRefusal } from './bulk-unit';
import { isKeyConflict } from './item-error';
import { type Failure, settleAll, throwFailure, type UnitOutcome } from './unit-outcome';
import type { WriteContext } from './write-context';

/**
 * How often all is tried again to find one more item at fault, since a trial ends at the first that the store refuses.
 * Items beyond are told as skipped, which they are.
 */
const MOST_TRIALS = 50;

/** After so many the careful form, which costs more, finds at once all whose key is taken. */
const MOST_CHEAP_TRIALS = 8;

/** Thrown to take back a trial; never leaves this file. */
class TrialOver extends Error {}

/**
 * Runs the units one after the other on a store that tells row by row what it refuses. With `stop` nothing is written after
 * the first refusal.
 */
export async function runTold(
  context: WriteContext,
  units: readonly BulkUnit[],
  onRefusal: OnRefusal,
): Promise<UnitOutcome[]> {
  const outcomes: UnitOutcome[] = [];
  let failure: Failure | null = null;
  let isOver = false;
  for (const unit of units) {
    if (isOver) {
      outcomes.push({ positions: unit.positions, error: null, isSkipped: true });
      continue;
    }
    const attempt = await attemptIn(context, unit, onRefusal);
    const settled = await settleAll(attempt.written);
    failure ??= settled;
    outcomes.push(...outcomesOf(unit, attempt));
    isOver = onRefusal === 'stop' && attempt.refused.length > 0;
  }
  throwFailure(failure);
  return outcomes;
}

function outcomesOf(unit: BulkUnit, { written, refused }: Attempt): UnitOutcome[] {
  const left = new Set(unit.positions);
  for (const { positions } of written) for (const position of positions) left.delete(position);
  for (const { position } of refused) left.delete(position);
  return [
    ...written.map(({ positions }) => ({ positions, error: null })),
    ...refused.map(({ position, error }) => ({ positions: [position], error })),
    { positions: [...left], error: null, isSkipped: true },
  ];
}

/** In the transaction at hand, which ends with the first row that the store refuses; else for itself. */
function attemptIn({ runtime, call }: WriteContext, unit: BulkUnit, onRefusal: OnRefusal): Promise<Attempt> {
  if (runtime.inTransaction(call)) {
    const work = async (scope: TransactionScope): Promise<Attempt> => {
      const attempt = await unit.attempt('goOn', 'careful');
      if (scope.failure !== null) throw scope.failure;
      return attempt;
    };
    return runtime.transaction(work, {}, call.session);
  }
  const scope = runtime.scopeOf(call);
  const work = (): Promise<Attempt> => unit.attempt(onRefusal, 'twice');
  return scope === null ? runtime.outside(work) : runtime.within(scope, work);
}

/**
 * Runs all units in one transaction of a store without savepoints. When an item is at fault everything is taken back, and
 * further transactions that are taken back as well, each without what is known by then, find the others. In a transaction
 * that is there already the first failure is its end.
 */
export async function runWhole(context: WriteContext, units: readonly BulkUnit[]): Promise<UnitOutcome[]> {
  const { runtime, call } = context;
  const isJoined = runtime.inTransaction(call);
  const [only, ...others] = units;
  // One row is written whole or not at all as it is.
  if (!isJoined && others.length === 0 && (only?.positions.length ?? 0) < 2) return runTold(context, units, 'stop');
  const knowledge: Knowledge = { faults: new Map(), doubtful: new Set() };
  for (let trial = 0; trial < MOST_TRIALS; trial += 1) {
    const care = isJoined || trial >= MOST_CHEAP_TRIALS ? 'careful' : 'cheap';
    const isComplete = await tryWhole(context, units, knowledge, care);
    if (isComplete || isJoined) break;
  }
  const { faults } = knowledge;
  if (faults.size === 0) {
    throwFailure(await settleAll(units));
    return units.map(({ positions }) => ({ positions, error: null }));
  }
  return units.flatMap(({ positions }) =>
    positions.map((position) => ({ positions: [position], error: faults.get(position) ?? null })),
  );
}

/** What is known of the items after some trials. */
interface Knowledge {
  readonly faults: Map<number, Error>;
  /** The key is taken, perhaps by an expired row: those are written last, in the careful form. */
  readonly doubtful: Set<number>;
}

/** Commits when there is no fault, known or new. False when it ended before all was tried. */
async function tryWhole(
  { runtime, call }: WriteContext,
  units: readonly BulkUnit[],
  { faults, doubtful }: Knowledge,
  care: Care,
): Promise<boolean> {
  const left = units.flatMap((unit) => unit.without(faults) ?? []);
  const certain = left.flatMap((unit) => unit.without(doubtful) ?? []);
  const others = { has: (position: number): boolean => !doubtful.has(position) };
  const last = doubtful.size === 0 ? [] : left.flatMap((unit) => unit.without(others) ?? []);
  let found: Found = { refused: [], isComplete: true };
  const work = async (scope: TransactionScope): Promise<void> => {
    found = await attemptAll(scope, certain, care);
    if (found.isComplete) found = both(found, await attemptAll(scope, last, 'careful'));
    if (found.refused.length > 0 || faults.size > 0) throw new TrialOver();
    if (scope.failure !== null) throw scope.failure;
  };
  try {
    await runtime.transaction(work, {}, call.session);
  } catch (error) {
    if (!(error instanceof TrialOver)) throw error;
  }
  for (const { position, error } of found.refused) {
    if (care === 'cheap' && !doubtful.has(position) && isKeyConflict(error)) doubtful.add(position);
    else faults.set(position, error);
  }
  return found.isComplete && found.refused.every(({ position }) => faults.has(position));
}

/** What units had refused; not complete where that was the end of the transaction. */
interface Found {
  readonly refused: Attempt['refused'];
  readonly isComplete: boolean;
}

function both(first: Found, second: Found): Found {
  return { refused: [...first.refused, ...second.refused], isComplete: second.isComplete };
}

async function attemptAll(scope: TransactionScope, units: readonly BulkUnit[], care: Care): Promise<Found> {
  const refused: Attempt['refused'][number][] = [];
  for (const unit of units) {
    refused.push(...(await unit.attempt('goOn', care)).refused);
    if (scope.failure !== null) return { refused, isComplete: false };
  }
  return { refused, isComplete: true };
}
