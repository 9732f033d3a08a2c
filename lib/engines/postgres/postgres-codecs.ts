import type { FieldPath } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { locatedAt } from '../../types/misfit';
import { arrayElement, parseArray } from './postgres-array-text';
import type { Codec } from './postgres-codec';
import { columnType, isArrayColumn, isScalar } from './postgres-column';
import { jsonCodecOf } from './postgres-json-codecs';
import { SCALAR_CODECS } from './postgres-scalar-codecs';

const columns = new WeakMap<LogicalType, Codec>();
const documents = new WeakMap<LogicalType, Codec>();

/** How a column of the type travels. The same type object gives the same codec. */
export function codecOf(type: LogicalType): Codec {
  if (isScalar(type)) return SCALAR_CODECS[type.kind];
  const known = columns.get(type);
  if (known !== undefined) return known;
  const made = makeCodec(type);
  columns.set(type, made);
  return made;
}

/** How the value at the end of a path travels when selected: containers inside `jsonb` are `jsonb`. */
export function codecOfPath(path: FieldPath): Codec {
  return path.steps.length > 0 && !isScalar(path.type) ? jsonbCodecOf(path.type) : codecOf(path.type);
}

/** How a value travels as `jsonb`, whatever its type. */
export function jsonbCodecOf(type: LogicalType): Codec {
  const known = documents.get(type);
  if (known !== undefined) return known;
  const { encode, decode } = jsonCodecOf(type);
  const made: Codec = {
    sqlType: 'jsonb',
    isMutable: true,
    isQuoted: true,
    encode,
    decode: (text) => {
      const json: unknown = JSON.parse(text);
      return json === null ? null : decode(json);
    },
  };
  documents.set(type, made);
  return made;
}

function makeCodec(type: LogicalType): Codec {
  if (type.kind === 'list' && isArrayColumn(type)) return arrayCodec(columnType(type), codecOf(type.element));
  if (type.kind === 'vector') return { ...jsonbCodecOf(type), sqlType: columnType(type) };
  return jsonbCodecOf(type);
}

function arrayCodec(sqlType: string, element: Codec): Codec {
  return {
    sqlType,
    isMutable: true,
    isQuoted: true,
    encode: (value) => arrayText(element, value as readonly unknown[]),
    decode: (text) => parseArray(text, element.decode),
  };
}

/** Array literal of values of one codec. A problem with one of them tells its index. */
export function arrayText({ encode, isQuoted }: Codec, values: readonly unknown[]): string {
  let literal = '{';
  let index = 0;
  try {
    for (const value of values) {
      if (index > 0) literal += ',';
      literal += arrayElement(value === null ? null : encode(value), isQuoted);
      index += 1;
    }
  } catch (cause) {
    throw locatedAt(cause, String(index));
  }
  return `${literal}}`;
}
