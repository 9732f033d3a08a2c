import { types } from 'node:util';
import { asRecord } from '../../internal/as-record';
import { isPlainObject } from '../../types/is-plain-object';
import type { LogicalType } from '../../types/logical-type';
import { codecOf } from './mongodb-codecs';
import {
  anyOf,
  asList,
  bound,
  type Expression,
  entriesOf,
  every,
  isNull,
  isPresent,
  itemAt,
  literal,
  memberOf,
} from './mongodb-expression';
import { mapKeyText } from './mongodb-names';
import { isPlainType } from './mongodb-types';

type Embedded = Extract<LogicalType, { readonly kind: 'embedded' }>;

/**
 * True where a stored value equals this one, and never for null. The server holds two documents with their members in
 * another order for different, and two sets with their elements in another order; both come about by changing parts. So
 * what is not plain is compared part by part.
 * @param value canonical and not null
 */
export function sameValue(type: LogicalType, stored: Expression, value: unknown): Expression {
  switch (type.kind) {
    case 'list':
      return isPlainType(type.element)
        ? { $eq: [stored, literal(codecOf(type).encode(value))] }
        : sameItems(stored, listOf(value), () => type.element);
    case 'tuple':
      return sameItems(stored, listOf(value), (index) => type.elements[index] ?? { kind: 'json' });
    case 'set':
      return sameSet(type, stored, value);
    case 'map':
      return sameMap(type, stored, value);
    case 'embedded':
      return sameEmbedded(type, stored, value);
    case 'json':
      return sameJson(stored, value);
    default:
      return { $eq: [stored, literal(codecOf(type).encode(value))] };
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) || types.isSet(value) ? [...value] : [];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? asRecord(value) : {};
}

/** The same or, for null, nothing at all. */
function samePart(type: LogicalType, stored: Expression, value: unknown): Expression {
  return value === null || value === undefined ? isNull(stored) : sameValue(type, stored, value);
}

function sameItems(stored: Expression, items: readonly unknown[], typeAt: (index: number) => LogicalType): Expression {
  return bound(stored, 's', (list) =>
    every([
      { $isArray: [list] },
      { $eq: [{ $size: asList(list) }, items.length] },
      ...items.map((item, index) => samePart(typeAt(index), itemAt(asList(list), index), item)),
    ]),
  );
}

function sameSet(type: Extract<LogicalType, { readonly kind: 'set' }>, stored: Expression, value: unknown): Expression {
  if (isPlainType(type.element)) {
    return every([{ $isArray: [stored] }, { $setEquals: [asList(stored), literal(codecOf(type).encode(value))] }]);
  }
  const items = listOf(value);
  return bound(stored, 's', (list) =>
    every([
      { $isArray: [list] },
      { $eq: [{ $size: asList(list) }, items.length] },
      ...items.map((item) => anyOf(asList(list), 'i', sameValue(type.element, '$$i', item))),
    ]),
  );
}

function sameMap(type: Extract<LogicalType, { readonly kind: 'map' }>, stored: Expression, value: unknown): Expression {
  const entries = types.isMap(value) ? [...value] : [];
  return bound(stored, 's', (map) =>
    every([
      isPresent(map),
      { $eq: [{ $size: entriesOf(map) }, entries.length] },
      ...entries.map(([key, entry]) => samePart(type.value, memberOf(map, mapKeyText(key, type.key)), entry)),
    ]),
  );
}

function sameEmbedded(type: Embedded, stored: Expression, value: unknown): Expression {
  const source = membersOf(value);
  return bound(stored, 's', (document) =>
    every([
      isPresent(document),
      ...type
        .shape()
        .fields.map((field) => samePart(field.type, memberOf(document, field.column), source[field.property])),
    ]),
  );
}

/** JSON without objects has one form; members of objects have no order. */
function sameJson(stored: Expression, value: unknown): Expression {
  if (!holdsObject(value)) return { $eq: [stored, literal(codecOf({ kind: 'json' }).encode(value))] };
  if (Array.isArray(value)) {
    return bound(stored, 's', (list) =>
      every([
        { $isArray: [list] },
        { $eq: [{ $size: asList(list) }, value.length] },
        ...value.map((item: unknown, index) => sameJson(itemAt(asList(list), index), item)),
      ]),
    );
  }
  const members = Object.entries(membersOf(value));
  return bound(stored, 's', (document) =>
    every([
      { $eq: [{ $type: document }, 'object'] },
      { $eq: [{ $size: entriesOf(document) }, members.length] },
      ...members.map(([name, member]) => sameJson(memberOf(document, name), member)),
    ]),
  );
}

function holdsObject(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsObject) : isPlainObject(value);
}
