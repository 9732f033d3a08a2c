import type { FieldPath } from '../../query/field-path';
import { type Expression, isNull, literal } from './mongodb-expression';
import { isKeyField } from './mongodb-names';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * True where the server's order is not that of bytes: it puts shorter ones first
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#bindata). A key keeps the server's order, for
 * otherwise no index would give any read of its model the order it ends with.
 */
export function needsByteOrder(path: FieldPath): boolean {
  if (path.type.kind !== 'bytes') return false;
  return path.steps.length > 0 || path.field === null || !isKeyField(path.field);
}

/**
 * Bytes as the list of their digits to the base of 64, which is ordered as the bytes are; null for null. The server turns
 * bytes into text from version 8.0 on (https://www.mongodb.com/docs/manual/reference/operator/aggregation/toString/).
 */
export function byteOrderOf(value: Expression): Expression {
  // Of six bits each; the padding is left out.
  const count = { $ceil: { $divide: [{ $multiply: [{ $binarySize: value }, 4] }, 3] } };
  const digit = { $indexOfCP: [DIGITS, { $substrBytes: ['$$t', '$$d', 1] }] };
  const digits = { $map: { input: { $range: [0, { $toInt: count }] }, as: 'd', in: digit } };
  return { $cond: [isNull(value), null, { $let: { vars: { t: { $toString: value } }, in: digits } }] };
}

/** The same of a value at hand. */
export function byteOrderOfValue(value: unknown): Expression {
  const bytes = value instanceof Uint8Array || ArrayBuffer.isView(value) ? value : new Uint8Array();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64').replaceAll('=', '');
  return literal(Array.from(text, (digit) => DIGITS.indexOf(digit)));
}
