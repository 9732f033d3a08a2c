import type { RowReader, RowReaders, RowShape } from '../../contract/row-reader';
import { compileRowConstructor, type RowProperty } from '../../internal/compile-row-constructor';
import type { FieldPath } from '../../query/field-path';
import { codecOfPath } from './postgres-codecs';
import { sameText } from './postgres-scalar-codecs';

/** What a reader needs of one property to say what was read. */
interface ReadProperty extends RowProperty {
  readonly isMutable: boolean;
}

/**
 * Readers for wire rows that are arrays of PostgreSQL's text, null for NULL.
 * Values that nobody can change take the place of their text in the row, which then serves as what to keep: document
 * and row share them. Values that can be changed stay text in the row and are decoded again when asked for.
 */
export const postgresRowReaders: RowReaders = {
  compile(shape: RowShape): RowReader {
    const properties = shape.properties.map((property) => readProperty(shape, property));
    const create = compileRowConstructor(properties, shape.prototype ?? Object.prototype);
    return {
      create: (row) => create(cellsOf(row)),
      keep: (row) => row,
      original: (kept, index) => originalOf(cellsOf(kept), properties[index]),
    };
  },
  value(row: unknown, position: number, path: FieldPath): unknown {
    const cell = cellsOf(row)[position];
    // A row that a document was made of already holds some values in place of their text.
    return typeof cell === 'string' ? codecOfPath(path).decode(cell) : (cell ?? null);
  },
};

function cellsOf(row: unknown): unknown[] {
  return row as unknown[];
}

function readProperty(shape: RowShape, property: RowShape['properties'][number]): ReadProperty {
  const path = shape.selection[property.position];
  if (path === undefined) throw new TypeError(`Nothing is selected at position ${property.position}.`);
  const { decode, encode, isMutable } = codecOfPath(path);
  const isText = decode === sameText;
  return {
    property: property.property,
    position: property.position,
    decode: isText ? null : decode,
    onNull: property.onNull,
    encode: isMutable ? encode : null,
    isShared: !isMutable,
    isMutable,
  };
}

function originalOf(cells: readonly unknown[], property: ReadProperty | undefined): unknown {
  if (property === undefined) return undefined;
  const cell = cells[property.position] ?? null;
  if (cell === null || !property.isMutable || property.decode === null) return cell;
  return property.decode(cell as never);
}
