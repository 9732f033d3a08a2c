import type { ConnectedEngine } from '../../model/connected-engine';
import type { Transaction } from '../../model/transaction';

/** Thrown to take a transaction back whose work went well. */
class RollbackRequest extends Error {}

/**
 * Runs `work` in a transaction that is always taken back, for specs that must leave nothing behind. Inside another
 * transaction only what `work` did is undone, by a savepoint.
 * @returns what `work` returned. Documents that it wrote are as they were before, in memory too.
 * @throws what `work` throws; UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) without `transaction`.
 * @example
 * const total = await withRollback(engine, async () => {
 *   await User.create({ email: 'ada@example.com' });
 *   return User.count();
 * });
 */
export async function withRollback<T>(
  engine: ConnectedEngine,
  work: (transaction: Transaction) => T | Promise<T>,
): Promise<T> {
  const request = new RollbackRequest('The transaction of withRollback is taken back.');
  const outcomes: { readonly value: T }[] = [];
  const propagation = engine.capabilities.savepoint.level === 'none' ? 'new' : 'savepoint';
  const running = engine.transaction(
    async (transaction): Promise<never> => {
      // A conflict runs the work again: only the last outcome counts.
      outcomes[0] = { value: await work(transaction) };
      throw request;
    },
    { propagation },
  );
  return running.catch((error: unknown) => {
    const [outcome] = outcomes;
    if (error !== request || outcome === undefined) throw error;
    return outcome.value;
  });
}
