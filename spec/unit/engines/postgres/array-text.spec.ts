import fc from 'fast-check';
import { parseArray } from '../../../../lib/engines/postgres/postgres-array-text';

function written(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `{${value.map(written).join(',')}}`;
  return `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

describe('parseArray', () => {
  it('reads back what the server writes', () => {
    const element = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(fc.oneof(element, fc.array(element))), (value) => {
        expect(parseArray(written(value), (text) => text)).toEqual(value);
      }),
    );
  });

  it('reads plain elements, nulls and dimensions', () => {
    expect(parseArray('{1,NULL,3}', Number)).toEqual([1, null, 3]);
    expect(parseArray('[0:1]={4,5}', Number)).toEqual([4, 5]);
    expect(parseArray('{}', Number)).toEqual([]);
    expect(parseArray('{"NULL"}', String)).toEqual(['NULL']);
  });

  it('ends on a broken text', () => {
    expect(parseArray('{"abc', String)).toEqual(['abc']);
  });
});
