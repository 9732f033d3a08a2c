import { MongoNetworkError, MongoServerError, MongoWriteConcernError } from 'mongodb';
import { mongodbTransactions } from '../../../../lib/engines/mongodb/mongodb-transactions';

function labelled(code: number, ...errorLabels: string[]): MongoServerError {
  return new MongoServerError({ ok: 0, code, errmsg: 'no', errorLabels });
}

function unmet(code: number): MongoWriteConcernError {
  return new MongoWriteConcernError({ ok: 1, writeConcernError: { code, errmsg: 'no' } });
}

describe('a failed commit on MongoDB', () => {
  it.each<[string, unknown]>([
    ['the label', labelled(91, 'UnknownTransactionCommitResult')],
    ['a network that failed', new MongoNetworkError('gone')],
    ['an acknowledgement that is late', unmet(64)],
    ['an acknowledgement that cannot be', unmet(100)],
  ])('may have taken place with %s', (_title, cause) => {
    expect(mongodbTransactions.isCommitAmbiguous(cause)).toBe(true);
    expect(mongodbTransactions.isCommitRefused?.(cause)).toBe(false);
  });

  it('has not taken place after a conflict', () => {
    expect(mongodbTransactions.isCommitAmbiguous(labelled(112, 'TransientTransactionError'))).toBe(false);
  });

  it('is known not to have taken place, once asked again, when the server has no such transaction', () => {
    expect(mongodbTransactions.isCommitRefused?.(labelled(251, 'TransientTransactionError'))).toBe(true);
    // Says nothing of the first commit.
    expect(mongodbTransactions.isCommitRefused?.(labelled(112, 'TransientTransactionError'))).toBe(false);
    // Without the label the data may yet be rolled back.
    expect(mongodbTransactions.isCommitRefused?.(labelled(251))).toBe(false);
  });
});
