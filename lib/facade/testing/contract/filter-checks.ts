import assert from 'node:assert/strict';
import type { Capability } from '../../../capability/capability';
import { InvalidQueryError } from '../../../errors/usage-errors';
import type { Filter } from '../../../query/filter';
import { queryCount } from '../query-count';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

/** A filter, and the labels of the rows that it must find. */
type Case = readonly [filter: Filter<ContractItem>, labels: readonly string[]];

const SCALARS: readonly Case[] = [
  [{ rank: 1 }, ['one']],
  [{ rank: null }, ['none']],
  [{ rank: { $null: false } }, ['minus', 'one', 'two']],
  [{ rank: { $exists: false } }, ['none']],
  [{ rank: { $gt: 0, $lte: 2 } }, ['one', 'two']],
  [{ rank: { $lt: 0 } }, ['minus']],
  [{ rank: [1, 2] }, ['one', 'two']],
  [{ active: true }, ['two']],
  [{ 'address.city': 'Paris' }, ['two']],
  [{ tags: { $contains: 'a' } }, ['one', 'two']],
  [{ tags: { $containsAll: ['a', 'b'] } }, ['two']],
  [{ tags: { $empty: true } }, ['minus', 'none']],
  [{ prefs: { $hasKey: 'k' } }, ['one']],
];

/** Comparisons with null are false; what is negated is null-safe. */
const NULL_RULES: readonly Case[] = [
  [{ rank: { $ne: 1 } }, ['minus', 'none', 'two']],
  [{ rank: { $nin: [1, 2] } }, ['minus', 'none']],
  [{ rank: { $in: [1, null] } }, ['none', 'one']],
  [{ $not: { rank: { $gt: 0 } } }, ['minus', 'none']],
  [{ $not: { rank: 1 } }, ['minus', 'none', 'two']],
  [{ rank: { $ne: null } }, ['minus', 'one', 'two']],
];

const COMBINATIONS: readonly Case[] = [
  [{ $or: [{ rank: 1 }, { rank: null }] }, ['none', 'one']],
  [{ $and: [{ rank: { $gt: 0 } }, { tags: { $contains: 'b' } }] }, ['two']],
  [{ $or: [{ rank: 1 }, { rank: 2 }], active: true }, ['two']],
];

const TEXTS: readonly Case[] = [
  [{ label: { $like: '%o%' } }, ['none', 'one', 'two']],
  [{ label: { $like: '_n_' } }, ['one']],
  [{ label: { $ilike: 'ONE' } }, ['one']],
  [{ label: { $startsWith: 'n' } }, ['none']],
];

const EXPRESSIONS: readonly Case[] = [[{ label: { $regex: '^(one|two)$' } }, ['one', 'two']]];

/** Filters mean the same on every engine. */
export function checkFilters(suite: ContractSuite): void {
  const cases = (title: string, list: readonly Case[], ...needs: readonly Capability[]): void => {
    suite.it(title, () => finds(suite, list), ['query.anyField', ...needs]);
  };
  suite.describe('filters', () => {
    cases('compare fields, nested ones and collections', SCALARS);
    cases('treat null alike everywhere', NULL_RULES, 'query.not', 'query.or');
    cases('combine', COMBINATIONS, 'query.or');
    cases('match patterns', TEXTS, 'query.like');
    cases('match regular expressions', EXPRESSIONS, 'query.regex');
    refusals(suite);
  });
}

async function finds(suite: ContractSuite, list: readonly Case[]): Promise<void> {
  const batch = suite.unique();
  const address = { street: 's', city: 'Paris' };
  await ContractItem.create({ id: `${batch}1`, batch, label: 'one', rank: 1, tags: ['a'], prefs: { k: 1 } });
  await ContractItem.create({ id: `${batch}2`, batch, label: 'two', rank: 2, tags: ['b', 'a'], active: true, address });
  await ContractItem.create({ id: `${batch}3`, batch, label: 'minus', rank: -1 });
  await ContractItem.create({ id: `${batch}4`, batch, label: 'none' });
  for (const [filter, labels] of list) {
    const found = await ContractItem.find([{ batch }, filter]);
    assert.deepEqual(found.map((item) => item.label).sort(), labels, `the rows that ${JSON.stringify(filter)} finds`);
    assert.equal(await ContractItem.count([{ batch }, filter]), labels.length);
  }
}

function refusals(suite: ContractSuite): void {
  suite.it('that cannot be meant are refused before anything is sent', async () => {
    const bad: readonly object[] = [{ nothing: 1 }, { rank: { $like: 'a' } }, { rank: undefined }, { $nor: [] }];
    const sent = await queryCount(suite.engine, async () => {
      for (const filter of bad) await rejection(() => ContractItem.find(filter).all(), InvalidQueryError);
    });
    assert.equal(sent, 0);
  });

  suite.it('that match nothing send nothing', async () => {
    const sent = await queryCount(suite.engine, async () => {
      assert.deepEqual(await ContractItem.find({ id: { $in: [] } }), []);
      assert.equal(await ContractItem.count({ id: { $in: [] } }), 0);
    });
    assert.equal(sent, 0);
  });
}
