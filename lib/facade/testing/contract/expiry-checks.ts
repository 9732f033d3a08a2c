import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DocumentNotFoundError } from '../../../errors/outcome-errors';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

const TTL_SECONDS = 1;
/** Beyond the end by more than the clocks of client and store may differ on one machine. */
const EXPIRED_MS = 1_600;

/** Time to live. */
export function checkExpiry(suite: ContractSuite): void {
  suite.describe('time to live', () => {
    suite.it('ends a row for every read, and makes room for a new one with its key', async () => {
      const id = suite.unique();
      await ContractItem.build({ id, batch: id }).insert({ ttl: TTL_SECONDS });
      const lasting = await suite.item();
      assert.equal(await ContractItem.exists({ id }), true);
      await sleep(EXPIRED_MS);
      await rejection(() => ContractItem.get(id), DocumentNotFoundError);
      assert.equal(await ContractItem.count({ id }), 0);
      await ContractItem.create({ id, batch: id, label: 'second' });
      assert.equal((await ContractItem.get(id)).label, 'second');
      assert.equal(typeof (await suite.engine.purgeExpired()), 'number');
      assert.equal(await ContractItem.exists({ id: lasting.id }), true);
    }, ['ttl.record']);

    suite.it('of a field ends that field alone', async () => {
      const item = await suite.item();
      await item.update({ label: 'short' }, { ttl: TTL_SECONDS });
      await sleep(EXPIRED_MS);
      const { label, rank } = await ContractItem.get(item.id);
      assert.deepEqual([label, rank], [null, 1]);
    }, ['ttl.field']);
  });
}
