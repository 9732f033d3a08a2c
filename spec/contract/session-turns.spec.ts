import { SessionStateError } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';

describeEachEngine('turns at the connections', (engine) => {
  engine.useModels(Account);

  itNeeds(
    'transaction',
    'are not waited for for ever from inside a transaction by a context that left it',
    async () => {
      const connected = await engine.connect({ lockTimeoutMs: 200 });
      const View = Account.using(connected);
      await connected.register(Account, { rebind: true }).syncSchema();
      engine.engine.register(Account, { rebind: true });
      const ways = [
        () => connected.outside(() => View.count()),
        () => View.count({}, { session: null }),
        () => connected.transaction(() => View.count(), { propagation: 'new' }),
      ];
      await connected.transaction(async () => {
        await View.count();
        for (const way of ways) {
          // With connections to spare it runs on another one; with only this one it is told so.
          const outcome: unknown = await way().catch((error: unknown) => error);
          if (outcome !== 0) expect(outcome).toBeInstanceOf(SessionStateError);
        }
      });
      expect(await View.count()).toBe(0);
    },
  );

  itNeeds('transaction', 'come in order to those outside of a transaction', async () => {
    const one = await Account.create({ owner: 'turns', balance: 0 });
    const add = (): Promise<unknown> =>
      engine.engine.transaction(() => Account.updateMany({ owner: one.owner }, { $inc: { balance: 1 } }), {
        isolation: 'readCommitted',
      });
    await Promise.all([add(), add(), Account.get('turns'), add(), one.refresh(), add()]);
    expect((await Account.get('turns')).balance).toBe(4);
  });

  test('can be taken by the body of a loop over a query, inside a transaction and outside', async () => {
    const owners = ['loop 1', 'loop 2', 'loop 3'];
    for (const owner of owners) await Account.create({ owner, balance: 0 });
    const visit = async (): Promise<string[]> => {
      const seen: string[] = [];
      for await (const account of Account.find({ owner: { $in: owners } }).fetchSize(1)) {
        await account.update({ balance: account.balance + 1 });
        seen.push(account.owner);
      }
      return seen;
    };
    expect(await visit()).toEqual(owners);
    if (engine.has('transaction')) expect(await engine.engine.transaction(visit)).toEqual(owners);
    for await (const account of Account.find({ owner: { $in: owners } })) {
      expect(account.owner).toBe('loop 1');
      break;
    }
    const expected = engine.has('transaction') ? 2 : 1;
    expect((await Account.get('loop 3')).balance).toBe(expected);
  });
});
