import type { LogicalType, ScalarName } from './logical-type';
import { listParser, mapParser, setParser, tupleParser } from './parse-collection';
import { embeddedParser } from './parse-embedded';
import { parseJson } from './parse-json';
import { parseBigint, parseDecimal, parseDouble, parseFloat32, parseVarint, smallIntegerParser } from './parse-number';
import { parseBoolean, parseBytes, parseDuration, parseTimestamp, vectorParser } from './parse-object';
import {
  parseAscii,
  parseDate,
  parseInet,
  parseObjectId,
  parseString,
  parseTime,
  parseTimeUuid,
  parseUuid,
} from './parse-text';
import type { ValueParser } from './value-parser';

const SCALAR_PARSERS: Readonly<Record<ScalarName, ValueParser>> = {
  string: parseString,
  ascii: parseAscii,
  boolean: parseBoolean,
  tinyint: smallIntegerParser(8),
  smallint: smallIntegerParser(16),
  int: smallIntegerParser(32),
  bigint: parseBigint,
  varint: parseVarint,
  float: parseFloat32,
  double: parseDouble,
  decimal: parseDecimal,
  uuid: parseUuid,
  timeuuid: parseTimeUuid,
  objectId: parseObjectId,
  date: parseDate,
  time: parseTime,
  timestamp: parseTimestamp,
  duration: parseDuration,
  bytes: parseBytes,
  inet: parseInet,
  json: parseJson,
};

const compiled = new WeakMap<LogicalType, ValueParser>();

/**
 * The parser of what a user may assign to a field of the type; compiled once per type object.
 * The parser gives the canonical value (the same object when it is canonical already, so a mutable value is not
 * copied), and throws a `ValueProblem` for null, undefined and anything that does not fit exactly. Whether a field may
 * be null is for its owner to decide.
 */
export function parserFor(type: LogicalType): ValueParser {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const parser = compile(type);
  compiled.set(type, parser);
  return parser;
}

function compile(type: LogicalType): ValueParser {
  switch (type.kind) {
    case 'list':
      return listParser(parserFor(type.element));
    case 'set':
      return setParser(type.element, parserFor(type.element));
    case 'map':
      return mapParser(type.key, parserFor(type.key), parserFor(type.value));
    case 'tuple':
      return tupleParser(type.elements.map(parserFor));
    case 'vector':
      return vectorParser(type.dimensions);
    case 'embedded':
      return embeddedParser(type.shape, (field) => parserFor(field.type));
    default:
      return SCALAR_PARSERS[type.kind];
  }
}
