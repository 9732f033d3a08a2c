import assert from 'node:assert/strict';
import { CAPABILITIES } from '../../../capability/capability';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';

/** What an engine lacks it refuses, before anything is sent. */
export function checkRefusals(suite: ContractSuite): void {
  suite.describe('capabilities', () => {
    suite.it('are no more than announced', async () => {
      const { capabilities } = suite.engine;
      const wider = CAPABILITIES.filter((one) => !suite.has(one) && capabilities[one].level !== 'none');
      assert.deepEqual(wider, []);
    });
    transactionRefusals(suite);
    writeRefusals(suite);
    readRefusals(suite);
  });
}

function transactionRefusals(suite: ContractSuite): void {
  const nothing = (): void => undefined;
  suite.refuses('transaction', () => suite.engine.transaction(nothing));
  if (!suite.has('transaction')) return;
  suite.refuses('savepoint', () => suite.engine.transaction(nothing, { propagation: 'savepoint' }));
  suite.refuses('transaction.readOnly', () => suite.engine.transaction(nothing, { readOnly: true }));
  suite.refuses('isolation.snapshot', () => suite.engine.transaction(nothing, { isolation: 'snapshot' }));
  suite.refuses('isolation.serializable', () => suite.engine.transaction(nothing, { isolation: 'serializable' }));
}

function writeRefusals(suite: ContractSuite): void {
  suite.refuses('write.ifNotExists', ({ id }) => ContractItem.build({ id, batch: 'x' }).insert({ ifNotExists: true }));
  suite.refuses('write.ifConditions', (item) => item.update({ label: 'b' }, { ifConditions: { rank: 1 } }));
  suite.refuses('write.increment', (item) => item.update({ $inc: { rank: 1 } }));
  suite.refuses('write.timestamp', (item) => {
    item.label = 'b';
    return item.save({ timestamp: 1n });
  });
  suite.refuses('ttl.record', ({ id }) => ContractItem.build({ id, batch: 'x' }).save({ ttl: 60 }));
  suite.refuses('ttl.field', (item) => item.update({ label: 'b' }, { ttl: 60 }));
}

function readRefusals(suite: ContractSuite): void {
  const all = (): ReturnType<typeof ContractItem.find<ContractItem>> => ContractItem.find();
  suite.refuses('lock.row', () => all().forUpdate().all());
  if (suite.has('lock.row')) {
    suite.refuses('lock.nowait', () => all().forUpdate({ nowait: true }).all());
    suite.refuses('lock.skipLocked', () => all().forUpdate({ skipLocked: true }).all());
  }
  suite.refuses('consistency', () => all().consistency('quorum').all());
  suite.refuses('query.or', () =>
    all()
      .where({ $or: [{ rank: 1 }, { label: 'a' }] })
      .all(),
  );
  suite.refuses('query.not', () =>
    all()
      .where({ $not: { rank: { $gt: 1 } } })
      .all(),
  );
  suite.refuses('query.like', () =>
    all()
      .where({ label: { $like: 'a%' } })
      .all(),
  );
  suite.refuses('query.regex', () =>
    all()
      .where({ label: { $regex: '^a' } })
      .all(),
  );
  suite.refuses('query.allowFiltering', () => all().allowFiltering().all());
  suite.refuses('query.perPartitionLimit', () => all().perPartitionLimit(1).all());
  suite.refuses('query.hint', () => all().hint('any').all());
  suite.refuses('query.readPreference', () => all().readPreference('secondary').all());
  suite.refuses('page.offset', () => all().skip(1).all());
  suite.refuses('token', () =>
    all()
      .where({ $token: { $gt: 0n } })
      .all(),
  );
}
