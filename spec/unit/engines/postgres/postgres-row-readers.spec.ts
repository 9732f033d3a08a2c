import type { RowShape } from '../../../../lib/contract/row-reader';
import { postgresRowReaders } from '../../../../lib/engines/postgres/postgres-row-readers';
import type { FieldPath } from '../../../../lib/query/field-path';
import type { LogicalType } from '../../../../lib/types/logical-type';

function pathTo(text: string, type: LogicalType): FieldPath {
  return { kind: 'path', field: null, steps: [], type, nullable: true, text };
}

class Event {
  constructor() {
    throw new Error('reading runs no constructor');
  }
}

const SELECTION = [
  pathTo('id', { kind: 'bigint' }),
  pathTo('at', { kind: 'timestamp' }),
  pathTo('tags', { kind: 'list', element: { kind: 'string' } }),
  pathTo('name', { kind: 'string' }),
  pathTo('count', { kind: 'int' }),
];

function shape(defaults: Readonly<Record<string, () => unknown>> = {}): RowShape {
  const properties = SELECTION.map((path, position) => ({
    position,
    property: path.text,
    onNull: defaults[path.text] ?? null,
  }));
  return { selection: SELECTION, properties, prototype: Event.prototype };
}

const ROW = ['9007199254740993', '2020-01-02 03:04:05+00', '{a,b}', 'n', '5'];

describe('row readers of PostgreSQL', () => {
  it('make objects with own enumerable properties in order', () => {
    const made = postgresRowReaders.compile(shape()).create([...ROW]);
    expect(made).toBeInstanceOf(Event);
    expect(Object.entries(made)).toEqual([
      ['id', 9_007_199_254_740_993n],
      ['at', new Date('2020-01-02T03:04:05Z')],
      ['tags', ['a', 'b']],
      ['name', 'n'],
      ['count', 5],
    ]);
  });

  it('tell what was read, whatever became of the object', () => {
    const reader = postgresRowReaders.compile(shape());
    const row = [...ROW];
    const made = reader.create(row) as { at: Date; tags: string[] };
    const kept = reader.keep(row);
    made.at.setTime(0);
    made.tags.push('c');
    expect([0, 1, 2, 3, 4].map((index) => reader.original(kept, index))).toEqual([
      9_007_199_254_740_993n,
      new Date('2020-01-02T03:04:05Z'),
      ['a', 'b'],
      'n',
      5,
    ]);
    expect(reader.original(kept, 2)).not.toBe(reader.original(kept, 2));
  });

  it('share values that cannot change', () => {
    const reader = postgresRowReaders.compile(shape());
    const row: unknown[] = [...ROW];
    reader.create(row);
    expect(row[0]).toBe(9_007_199_254_740_993n);
    expect(row[1]).toBe('2020-01-02 03:04:05+00');
  });

  it('put defaults in place of nulls, and tell them apart from later changes', () => {
    let made = 0;
    const reader = postgresRowReaders.compile(
      shape({
        tags: () => [`t${++made}`],
        count: () => 7,
        name: () => null,
      }),
    );
    const row = ['1', null, null, null, null];
    const event = reader.create(row) as { tags: string[] };
    const kept = reader.keep(row);
    expect(Object.values(event)).toEqual([1n, null, ['t1'], null, 7]);
    event.tags.push('changed');
    expect([2, 3, 4].map((index) => reader.original(kept, index))).toEqual([['t1'], null, 7]);
    expect(made).toBe(1);
  });

  it('make plain objects where there is no prototype', () => {
    const made = postgresRowReaders.compile({ ...shape(), prototype: null }).create([...ROW]);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  it('decode one value before and after an object was made of the row', () => {
    const row: unknown[] = [...ROW];
    const count = SELECTION[4];
    if (count === undefined) throw new Error('there are five');
    expect(postgresRowReaders.value(row, 4, count)).toBe(5);
    postgresRowReaders.compile(shape()).create(row);
    expect(postgresRowReaders.value(row, 4, count)).toBe(5);
    expect(postgresRowReaders.value([null], 0, count)).toBeNull();
  });
});
