import assert from 'node:assert/strict';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { ContractSeat } from './models/contract-seat';

/** Schema synchronization. */
export function checkSchema(suite: ContractSuite): void {
  suite.describe('schema', () => {
    suite.it('is in sync once it was synchronized', async () => {
      assert.deepEqual(await suite.engine.planSchema(), []);
      assert.deepEqual(await suite.engine.syncSchema(), []);
      assert.deepEqual(await ContractItem.syncTable(), []);
    });

    suite.it('is planned without writing, then made, then dropped as often as asked', async () => {
      await ContractSeat.dropTable();
      await ContractSeat.dropTable();
      const planned = await ContractSeat.syncTable({ dryRun: true });
      assert.ok(planned.length > 0);
      assert.deepEqual(await ContractSeat.syncTable(), planned);
      assert.deepEqual(await ContractSeat.syncTable(), []);
      assert.equal(await ContractSeat.count(), 0);
    });

    suite.it('keeps the table when its rows are removed', async () => {
      await ContractSeat.create({ hall: suite.unique(), place: 1 });
      await ContractSeat.truncate();
      assert.equal(await ContractSeat.count(), 0);
      assert.deepEqual(await ContractSeat.syncTable(), []);
    });
  });
}
