import { Binary, BSON, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { hasExpired, liveDocuments } from '../../../../lib/engines/mongodb/live-documents';
import { expiryIn } from '../../../../lib/engines/mongodb/mongodb-expiry';

const OF_EVERY_TYPE = {
  double: new Double(1),
  string: 'text with \u{1f600}',
  document: { _expires_at: new Date(0) },
  array: [{ _expires_at: new Date(0) }, 1],
  bytes: new Binary(new Uint8Array(300)),
  id: new ObjectId(),
  yes: true,
  date: new Date(0),
  nothing: null,
  regex: /a.b/im,
  pattern: new BSONRegExp('a', 'x'),
  code: new Code('f()'),
  scoped: new Code('f()', { a: 1 }),
  int: 1,
  timestamp: new Timestamp(5n),
  long: Long.fromNumber(1),
  decimal: Decimal128.fromString('1.5'),
  min: new MinKey(),
  max: new MaxKey(),
};

function bytesOf(document: object): Uint8Array {
  return BSON.serialize(document);
}

describe('documents that have ended', () => {
  it.each(['first', 'last'])('are told by their end at top level alone, wherever it stands: %s', (place) => {
    const withEnd = (end: unknown): Uint8Array =>
      bytesOf(place === 'first' ? { _expires_at: end, ...OF_EVERY_TYPE } : { ...OF_EVERY_TYPE, _expires_at: end });
    expect(hasExpired(withEnd(new Date(999)), 1_000)).toBe(true);
    expect(hasExpired(withEnd(new Date(1_000)), 1_000)).toBe(true);
    expect(hasExpired(withEnd(new Date(1_001)), 1_000)).toBe(false);
    expect(hasExpired(withEnd(new Date(-1)), 1_000)).toBe(true);
    expect(hasExpired(withEnd(null), 1_000)).toBe(false);
    expect(hasExpired(withEnd('2000-01-01'), 1_000)).toBe(false);
  });

  it('are none of those without an end, nor of those with a field of a similar name', () => {
    expect(hasExpired(bytesOf(OF_EVERY_TYPE), 1_000)).toBe(false);
    expect(
      hasExpired(bytesOf({ _expires_a: new Date(0), _expires_at2: new Date(0), _fxpires_at: new Date(0) }), 1),
    ).toBe(false);
    expect(hasExpired(bytesOf({}), 1)).toBe(false);
  });

  it('are left out, and a list without any is given back as it is', () => {
    const [ended, living] = [
      bytesOf({ _id: 1, _expires_at: expiryIn(-1) }),
      bytesOf({ _id: 2, _expires_at: expiryIn(60) }),
    ];
    expect(liveDocuments([ended, living])).toEqual([living]);
    const all = [living];
    expect(liveDocuments(all)).toBe(all);
  });
});
