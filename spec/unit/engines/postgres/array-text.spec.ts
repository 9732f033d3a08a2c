import fc from 'fast-check';
import { parseArrayText } from '../../../../lib/engines/postgres/array-text';

function written(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `{${value.map(written).join(',')}}`;
  return `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

describe('parseArrayText', () => {
  it('reads back what the server writes', () => {
    const element = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(fc.oneof(element, fc.array(element))), (value) => {
        expect(parseArrayText(written(value), (text) => text)).toEqual(value);
      }),
    );
  });

  it('reads plain elements, nulls and dimensions', () => {
    expect(parseArrayText('{1,NULL,3}', Number)).toEqual([1, null, 3]);
    expect(parseArrayText('[0:1]={4,5}', Number)).toEqual([4, 5]);
    expect(parseArrayText('{}', Number)).toEqual([]);
    expect(parseArrayText('{"NULL"}', String)).toEqual(['NULL']);
  });

  it('ends on a broken text', () => {
    expect(parseArrayText('{"abc', String)).toEqual(['abc']);
  });
});
