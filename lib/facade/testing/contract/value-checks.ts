import assert from 'node:assert/strict';
import { ValidationError } from '../../../errors/value-errors';
import { modelMetadataOf } from '../../../metadata/model-metadata-of';
import type { PlainChanges } from '../../../query/changes';
import { Decimal } from '../../../types/decimal';
import { Duration } from '../../../types/duration';
import { equalValues } from '../../../types/equal-values';
import { queryCount } from '../query-count';
import type { ContractSuite } from './contract-suite';
import { ContractValues } from './models/contract-values';
import { rejection } from './rejection';

type Sample = PlainChanges<ContractValues>;

/** Usual values and the extremes of each type, one row each. */
const SAMPLES: readonly (readonly [string, Sample])[] = [
  ['text', { text: 'Grüße, 𝒳 and 🦊', ascii: 'plain' }],
  ['empty text and bytes', { text: '', ascii: '', bytes: new Uint8Array() }],
  ['text that looks like something else', { text: 'null \'quoted\' "{1,2}" \\n\n\t%_', ascii: '\\' }],
  ['booleans', { truth: false }],
  ['smallest integers', { tiny: -128, small: -32_768, whole: -2_147_483_648, big: -(2n ** 63n) }],
  ['largest integers', { tiny: 127, small: 32_767, whole: 2_147_483_647, big: 2n ** 63n - 1n }],
  ['integers of any length', { huge: -(10n ** 33n) }],
  ['fractions', { single: Math.fround(0.1), double: 1e-12 }],
  ['extreme fractions', { single: Math.fround(3.4e38), double: Number.MAX_VALUE }],
  ['the smallest fraction', { double: Number.MIN_VALUE }],
  ['decimals', { exact: new Decimal('-12345678901234567890.123456789') }],
  ['small decimals', { exact: new Decimal('0.000000000001') }],
  ['identifiers', { uuid: '018f3f3c-2d4b-7c1a-8f00-0123456789ab', objectId: '507f1f77bcf86cd799439011' }],
  ['time-based identifiers', { timeuuid: '50554d6e-29bb-11e5-b345-feff819cdc9f' }],
  ['days and times', { day: '1583-10-16', clock: '23:59:59.999999' }],
  ['leap days and midnight', { day: '2024-02-29', clock: '00:00:00' }],
  ['moments', { moment: new Date('2024-02-29T23:59:59.999Z') }],
  ['moments before 1970', { moment: new Date('1815-12-10T08:30:00.125Z') }],
  ['durations', { span: new Duration(14, 3, 3_723_000_000_000n) }],
  ['bytes', { bytes: Uint8Array.of(0, 1, 127, 128, 255) }],
  ['addresses', { inet: '192.168.0.1' }],
  ['addresses of version 6', { inet: '2001:db8::1' }],
  ['json', { json: { a: [1, null, 'x', { b: true }], 'c d': 'é' } }],
  ['collections', { list: ['a', '', 'ü'], set: new Set([1n, 2n ** 62n]), map: new Map([['k', 0.5]]) }],
  ['nested collections', { nested: [[1, 2], [3]], tuple: [7, 'seven'] }],
  ['embedded values', { embedded: { street: 'a "b"', city: null }, several: [{ street: 'x', city: 'y' }] }],
];

/** Every logical type reads back equal. */
export function checkValues(suite: ContractSuite): void {
  suite.describe('values', () => {
    suite.it('that are null read back as null', async () => {
      const { id } = await ContractValues.create({});
      const { id: readId, ...others } = await ContractValues.get(id);
      assert.equal(readId, id);
      for (const [name, value] of Object.entries(others)) assert.equal(value, null, name);
    });

    for (const [title, sample] of SAMPLES) {
      suite.it(`read back equal: ${title}`, () => roundTrip(sample));
    }

    for (const name of ['c.d', '$e']) {
      suite.it(`keep ${name} as the name of a member, or are refused before anything is sent`, () =>
        keepsName(suite, name),
      );
    }

    suite.it('can be found by their key types', async () => {
      const made = await ContractValues.create({ text: 'x' });
      assert.match(made.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      assert.equal((await ContractValues.findOne({ id: made.id }))?.text, 'x');
    });

    suite.it('that text cannot carry are refused before anything is sent', async () => {
      const lonely = (): Promise<unknown> => ContractValues.create({ text: '\ud800' });
      assert.equal(await queryCount(suite.engine, () => rejection(lonely, ValidationError)), 0);
    });
  });
}

/** Stores where such names are parts of paths or operators refuse them; none may take them for anything else. */
async function keepsName(suite: ContractSuite, name: string): Promise<void> {
  for (const sample of [{ json: { in: [{ [name]: 'x' }] } }, { map: new Map([[name, 0.5]]) }] satisfies Sample[]) {
    let outcome: unknown = null;
    const sent = await queryCount(suite.engine, async () => {
      outcome = await ContractValues.create(sample).catch((error: unknown) => error);
    });
    if (outcome instanceof ValidationError) assert.equal(sent, 0);
    else await roundTrip(sample);
  }
}

/** Through an insert, through an update of what was null, and unchanged after all. */
async function roundTrip(sample: Sample): Promise<void> {
  const inserted = await ContractValues.create(sample);
  await holds(inserted.id, sample);
  const updated = await ContractValues.create({});
  await updated.update(sample);
  await holds(updated.id, sample);
}

async function holds(id: string, sample: Sample): Promise<void> {
  const read = await ContractValues.get(id);
  const expected = ContractValues.build(sample);
  const { fieldByProperty } = modelMetadataOf(ContractValues);
  for (const name of Object.keys(sample)) {
    const field = fieldByProperty.get(name);
    assert.ok(field, name);
    const [got, wanted]: unknown[] = [Reflect.get(read, name), Reflect.get(expected, name)];
    assert.ok(
      equalValues(field.type, got, wanted),
      `${name} is stored as ${String(wanted)} and read as ${String(got)}`,
    );
  }
  assert.equal(read.isDirty(), false);
}
