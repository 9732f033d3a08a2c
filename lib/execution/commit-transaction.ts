import type { Connection } from '../contract/driver';
import type { TransactionControl } from '../contract/transaction-control';
import { CommitAmbiguousError } from '../errors/database-errors';
import type { ExecutionCore } from './execution-core';
import { pauseBeforeRetry } from './retry';

const COMMIT_ATTEMPTS = 5;

/**
 * Commits. A commit of unknown outcome is sent again as a commit alone, and only where that is safe; the work itself is
 * never run again for it.
 * @throws CommitAmbiguousError (POLYDOC_COMMIT_AMBIGUOUS) when the outcome stays unknown; otherwise the translated error
 * of a commit that did not take place.
 */
export function commitTransaction(
  core: ExecutionCore,
  control: TransactionControl<unknown>,
  connection: Connection<unknown>,
): Promise<unknown> {
  return control.commit(connection).catch((cause: unknown) => repeatCommit(core, control, connection, cause));
}

async function repeatCommit(
  core: ExecutionCore,
  control: TransactionControl<unknown>,
  connection: Connection<unknown>,
  firstCause: unknown,
): Promise<void> {
  let cause = firstCause;
  let isAmbiguous = false;
  for (let attempt = 1; ; attempt += 1) {
    isAmbiguous ||= control.isCommitAmbiguous(cause);
    const isRefused = control.isCommitRefused?.(cause) ?? false;
    if (!isAmbiguous || isRefused) throw core.translate(cause, { operation: 'commit', model: null }, null);
    if (!control.commitIsRepeatable || attempt >= COMMIT_ATTEMPTS) throw ambiguous(core.engine.name, cause);
    await pauseBeforeRetry(attempt, null);
    try {
      await control.commit(connection);
      return;
    } catch (again) {
      cause = again;
    }
  }
}

function ambiguous(engine: string, cause: unknown): CommitAmbiguousError {
  return new CommitAmbiguousError('Nobody can say whether the transaction was committed.', {
    engine,
    operation: 'commit',
    hint: 'Read what it would have written before doing it again.',
    cause,
  });
}
