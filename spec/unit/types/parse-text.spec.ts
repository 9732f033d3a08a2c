import fc from 'fast-check';
import { canonicalInet } from '../../../lib/types/canonical-inet';
import type { ScalarName } from '../../../lib/types/logical-type';
import { parserFor } from '../../../lib/types/parse-value';
import { problemOf } from './typed-values';

const parse = (kind: ScalarName, value: unknown): unknown => parserFor({ kind })(value);
const constraintOf = (kind: ScalarName, value: unknown): string => problemOf({ kind }, value).constraint;

describe('text', () => {
  it('keeps every code point, 4 bytes of UTF-8 included', () => {
    for (const text of ['', '\u0000', 'é', '\uffff', '😀𝒳', '\u{10ffff}']) expect(parse('string', text)).toBe(text);
  });

  it.each(['\ud800', 'a\udc00', '\udc00\ud800'])('is refused with a lone surrogate', (text) => {
    expect(constraintOf('string', text)).toBe('text');
    expect(constraintOf('json', { [text]: 1 })).toBe('text');
    expect(constraintOf('json', [text])).toBe('text');
  });

  it('in ASCII ends at U+007F', () => {
    expect(parse('ascii', '\u0000 ~\u007f')).toBe('\u0000 ~\u007f');
    expect(constraintOf('ascii', '\u0080')).toBe('text');
    expect(constraintOf('ascii', 1)).toBe('type');
  });
});

describe('identifiers', () => {
  const v1 = '2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d';
  const v4 = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d';

  it('become lower case', () => {
    expect(parse('uuid', v4.toUpperCase())).toBe(v4);
    expect(parse('timeuuid', v1.toUpperCase())).toBe(v1);
    expect(parse('objectId', '507F1F77BCF86CD799439011')).toBe('507f1f77bcf86cd799439011');
  });

  it('are refused in another form', () => {
    expect(constraintOf('uuid', v4.replaceAll('-', ''))).toBe('format');
    expect(constraintOf('uuid', `{${v4}}`)).toBe('format');
    expect(constraintOf('uuid', `${v4}\n`)).toBe('format');
    expect(constraintOf('timeuuid', v4)).toBe('format');
    expect(constraintOf('objectId', '507f1f77bcf86cd79943901')).toBe('format');
    expect(constraintOf('objectId', 507)).toBe('type');
  });
});

describe('dates', () => {
  it.each(['0001-01-01', '1969-12-31', '2000-02-29', '2024-02-29', '9999-12-31'])('%s is taken', (text) => {
    expect(parse('date', text)).toBe(text);
  });

  it.each(['0000-12-31', '1900-02-29', '2023-02-29', '2023-04-31', '2023-13-01', '2023-1-1', '10000-01-01', ''])(
    '%j is refused',
    (text) => {
      expect(constraintOf('date', text)).toBe('format');
    },
  );

  it('are refused as Date, which has no calendar day of its own', () => {
    expect(constraintOf('date', new Date())).toBe('type');
  });
});

describe('times of day', () => {
  it.each([
    ['00:00:00', '00:00:00'],
    ['23:59:59.999999999', '23:59:59.999999999'],
    ['10:20:30.500', '10:20:30.5'],
    ['10:20:00.000', '10:20:00'],
    ['10:20:30.000000001', '10:20:30.000000001'],
  ])('%s is %s', (text, canonical) => {
    expect(parse('time', text)).toBe(canonical);
  });

  it.each(['24:00:00', '10:60:00', '10:20:60', '10:20', '10:20:30.', '10:20:30.1234567890', '1:02:03'])(
    '%s is refused',
    (text) => {
      expect(constraintOf('time', text)).toBe('format');
    },
  );
});

describe('IP addresses', () => {
  // The right side is what PostgreSQL 17 writes for the same input.
  it.each([
    ['192.168.0.1', '192.168.0.1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::5', '::5'],
    ['1::', '1::'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
    ['::FFFF:1.2.3.4', '::ffff:1.2.3.4'],
    ['::ffff:0:0', '::ffff:0.0.0.0'],
    ['0:0:0:0:0:0:1:5', '::0.1.0.5'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('%s is %s', (text, canonical) => {
    expect(parse('inet', text)).toBe(canonical);
  });

  it.each(['10.0.0.0/8', 'fe80::1%eth0', '256.1.1.1', '1.2.3', '::g', ''])('%j is refused', (text) => {
    expect(constraintOf('inet', text)).toBe('format');
  });

  it('have one canonical form, which names the same address', () => {
    const url = (text: string): string => new URL(`http://[${text}]/`).hostname;
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = canonicalInet(text) ?? '';
        expect(canonicalInet(canonical)).toBe(canonical);
        expect(canonicalInet(text.toUpperCase())).toBe(canonical);
        expect(url(canonical)).toBe(url(text));
      }),
    );
  });
});
