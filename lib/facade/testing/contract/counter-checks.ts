import assert from 'node:assert/strict';
import type { Capability } from '../../../capability/capability';
import { ReadOnlyError } from '../../../errors/usage-errors';
import type { ContractSuite } from './contract-suite';
import { ContractTally } from './models/contract-tally';
import { rejection } from './rejection';

const COUNTER: readonly Capability[] = ['counter'];

/** Counter documents. */
export function checkCounters(suite: ContractSuite): void {
  suite.describe('counters', () => {
    deltas(suite);
    deltasAlone(suite);
  });
}

function deltas(suite: ContractSuite): void {
  suite.it(
    'begin at 0 and add up',
    async () => {
      const tally = ContractTally.build({ id: suite.unique() });
      await tally.increment({ hits: 2n });
      await tally.decrement({ hits: 1, misses: 3 });
      await ContractTally.increment(tally.id, { hits: 10n });
      const { hits, misses } = await ContractTally.get(tally.id);
      assert.deepEqual([hits, misses], [11n, -3n]);
      await tally.refresh();
      assert.equal(tally.hits, 11n);
    },
    COUNTER,
  );

  suite.it(
    'lose no delta to others',
    async () => {
      const id = suite.unique();
      await Promise.all(Array.from({ length: 20 }, () => ContractTally.increment(id, { hits: 1n })));
      assert.equal((await ContractTally.get(id)).hits, 20n);
    },
    COUNTER,
  );
}

function deltasAlone(suite: ContractSuite): void {
  suite.it(
    'change by deltas alone',
    async () => {
      const tally = ContractTally.build({ id: suite.unique() });
      const save: unknown = Reflect.get(tally, 'save');
      assert.ok(typeof save === 'function');
      await rejection(() => Reflect.apply(save, tally, []), ReadOnlyError);
      await tally.increment({ hits: 1n });
      await tally.delete();
      assert.equal(await ContractTally.exists({ id: tally.id }), false);
    },
    COUNTER,
  );
}
