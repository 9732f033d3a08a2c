import { setTimeout as sleep } from 'node:timers/promises';
import { CommitAmbiguousError, ConnectionError, Document, Entity, Field, PrimaryKey } from '../../lib';
import { describeEngines } from '../support/engines';
import { expectError } from '../support/expect-error';

@Entity()
class Account extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) balance!: number;
}

describeEngines(['postgres'], 'a connection lost in a transaction', (engine) => {
  engine.useModels(Account);
  beforeEach(() => Account.truncate());

  /** Pays in, has the server end the connection, and commits after `waitMs`. */
  async function payIn(account: Account, waitMs: number): Promise<void> {
    const { engine: connected } = engine;
    await connected.transaction(async () => {
      account.balance += 1;
      await account.save();
      const [row] = await connected.execute('SELECT pg_backend_pid() AS pid');
      const pid: unknown = Reflect.get(row ?? {}, 'pid');
      await connected.outside(() => connected.execute('SELECT pg_terminate_backend($1)', [pid]));
      await sleep(waitMs);
    });
  }

  test('before the commit is sent leaves no doubt, and the document as it was', async () => {
    const account = await Account.create({ id: 'a', balance: 1 });
    const error = await expectError(payIn(account, 300), ConnectionError);
    expect(error).not.toBeInstanceOf(CommitAmbiguousError);
    expect(account.isDirty('balance')).toBe(true);
    await account.save();
    expect((await Account.get('a')).balance).toBe(2);
  });

  test('while it commits leaves the documents unsaved: the next save writes them', async () => {
    const account = await Account.create({ id: 'a', balance: 1 });
    await expect(payIn(account, 0)).rejects.toBeInstanceOf(Error);
    expect(account.isDirty('balance')).toBe(true);
    await account.save();
    expect((await Account.get('a')).balance).toBe(2);
  });
});
