import { BSON, Double, Long } from 'mongodb';
import { codecOf } from '../../../../lib/engines/mongodb/mongodb-codecs';
import { closureEncoder, documentEncoder } from '../../../../lib/engines/mongodb/mongodb-document-encoder';
import { Duration } from '../../../../lib/types/duration';
import type { LogicalType } from '../../../../lib/types/logical-type';
import { ValueProblem } from '../../../../lib/types/value-problem';
import { thrownBy } from '../../../compile/postgres/compiled';
import { ADDRESS, ARTICLE, MEMBERSHIP, type } from '../../../compile/postgres/sample-models';

const ORG = '11111111-2222-4333-8444-555555555555';

describe('the encoder of documents', () => {
  const rows: readonly (readonly [typeof ARTICLE, readonly unknown[]])[] = [
    [ARTICLE, ARTICLE.fields.map((field) => (field.property === 'id' ? 7 : null))],
    [
      ARTICLE,
      ARTICLE.fields.map(({ property }) => {
        const values: Readonly<Record<string, unknown>> = {
          id: 1,
          title: 't',
          author: 'a',
          tags: ['x'],
          labels: new Set(['l']),
          prefs: new Map([['k', 1]]),
          address: { city: 'c', zip: null, visits: 5n },
          meta: { a: [1, null] },
          ref: ORG,
        };
        return values[property];
      }),
    ],
    [MEMBERSHIP, [ORG, 5, 'note']],
  ];

  it('makes with generated code what closures make', () => {
    for (const [model, row] of rows) {
      const columns = model.fields.map((field, position) => ({ field, position, codec: codecOf(field.type) }));
      const made = documentEncoder(model, model.fields)(row);
      expect(made).toEqual(closureEncoder(model, columns)(row));
      expect(BSON.serialize(made)).toEqual(BSON.serialize(closureEncoder(model, columns)(row)));
      expect(Object.keys(made)[0]).toBe('_id');
    }
  });

  it('makes a new document each time, and one encoder for one list of fields', () => {
    const encode = documentEncoder(MEMBERSHIP, MEMBERSHIP.fields);
    expect(documentEncoder(MEMBERSHIP, MEMBERSHIP.fields)).toBe(encode);
    expect(encode([ORG, 5, null])).not.toBe(encode([ORG, 5, null]));
    expect(encode([ORG, 5, null])).toEqual({ _id: { org: expect.anything(), user_id: 5 } });
  });

  it('names the field of a problem, and where in it', () => {
    const row = ARTICLE.fields.map(({ property }) => {
      if (property === 'prefs') return new Map([['$k', 1]]);
      return property === 'id' ? 1 : null;
    });
    const problem = thrownBy(() => documentEncoder(ARTICLE, ARTICLE.fields)(row));
    expect(problem).toBeInstanceOf(ValueProblem);
    expect(problem).toMatchObject({ constraint: 'key', path: ['prefs', '$k'] });
  });
});

describe('values as BSON', () => {
  const stored = (of: LogicalType, value: unknown): unknown => {
    const bytes = BSON.serialize({ v: codecOf(of).encode(value) });
    return BSON.deserialize(bytes, { promoteValues: false }).v;
  };

  it('keeps numbers in the type of their field, whatever their value', () => {
    expect(stored(type.of('double'), 1)).toEqual(new Double(1));
    expect(stored(type.of('double'), -0)).toEqual(new Double(-0));
    expect(stored(type.of('double'), 2 ** 40)).toEqual(new Double(2 ** 40));
    expect(stored(type.of('bigint'), -(2n ** 63n))).toEqual(Long.MIN_VALUE);
    expect(stored(type.of('int'), 5)).toMatchObject({ _bsontype: 'Int32' });
    expect(stored(type.of('json'), { n: 1 })).toEqual({ n: new Double(1) });
  });

  it('keeps 34 digits of decimals, zeros at the ends not counted', () => {
    const decimal = type.of('varint');
    expect(String(stored(decimal, 10n ** 34n - 1n))).toBe('9'.repeat(34));
    expect(String(stored(decimal, 10n ** 40n))).toBe('1.000000000000000000000000000000000E+40');
    expect(thrownBy(() => stored(decimal, 10n ** 34n + 1n))).toMatchObject({ constraint: 'precision' });
    expect(thrownBy(() => stored(decimal, 10n ** 7_000n))).toMatchObject({ constraint: 'range' });
  });

  it('keeps the order of maps, and names that mean something in JavaScript', () => {
    const map = new Map([
      ['2', 1],
      ['1', 2],
      ['__proto__', 3],
      ['_bsontype', 4],
      ['', 5],
    ]);
    const bytes = BSON.serialize({ v: codecOf(type.map(type.of('string'), type.of('int'))).encode(map) });
    const order = [...map.keys()].map((name) => Buffer.from(bytes).indexOf(`\x10${name}\0`));
    expect(order.every((at) => at > 0)).toBe(true);
    expect([...order].sort((left, right) => left - right)).toEqual(order);
  });

  it('refuses json that is nested more deeply than documents', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(thrownBy(() => codecOf(type.of('json')).encode(nested(100)))).toMatchObject({ constraint: 'depth' });
    expect(codecOf(type.of('json')).encode(nested(90))).toEqual(expect.any(Array));
  });

  it('tells null from missing inside of embedded values', () => {
    expect(stored(type.embedded(ADDRESS), { city: undefined, zip: null, tags: [] })).toEqual({ zip: null, tags: [] });
  });

  it('writes a duration by its parts', () => {
    const duration = Duration.parse('P1M2DT3S');
    expect(stored(type.of('duration'), duration)).toMatchObject({ nanoseconds: Long.fromBigInt(3_000_000_000n) });
  });
});
