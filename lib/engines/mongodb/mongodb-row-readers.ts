import type { RowReader, RowReaders, RowShape } from '../../contract/row-reader';
import type { FieldPath } from '../../query/field-path';
import { nameBytes } from './bson-walker';
import { compileObjectReader, type ObjectProperty } from './mongodb-compiled-decoder';
import { type KeptRow, keepRow } from './mongodb-kept-row';
import { isKeyField } from './mongodb-names';
import { originalReader } from './mongodb-original-reader';
import { memberValue, type PathSource, pathSource } from './mongodb-path-decoder';
import { RowDefaults } from './mongodb-row-defaults';

/**
 * Readers for wire rows that are the bytes of one BSON document each. Values are found by their stored path, so that
 * whole documents and projections of any order read alike. What is kept are the bytes of the document alone; values are
 * decoded again when asked for.
 */
export const mongodbRowReaders: RowReaders = {
  compile(shape: RowShape): RowReader {
    const defaults = new RowDefaults(shape);
    const properties = objectProperties(shape, defaults);
    const prototype = shape.prototype ?? Object.prototype;
    const create = compileObjectReader({ properties, prototype, isComplete: true });
    const original = originalReader(properties);
    return {
      create: (row) => create(bytesOf(row), 0),
      keep: (row) => {
        const bytes = bytesOf(row);
        return keepRow(bytes, defaults.take(bytes));
      },
      original: (kept, index) => {
        const row = kept as KeptRow;
        const made = row.defaults?.get(index);
        return made === undefined ? original(row, index) : defaults.copy(index, made);
      },
    };
  },
  value(row: unknown, position: number, path: FieldPath): unknown {
    const { name, source } = placeOf(path, position);
    return memberValue(source.decoder, bytesOf(row), 0, name);
  },
};

function bytesOf(row: unknown): Buffer {
  if (Buffer.isBuffer(row)) return row;
  const { buffer, byteOffset, byteLength } = row as Uint8Array;
  return Buffer.from(buffer, byteOffset, byteLength);
}

function objectProperties(shape: RowShape, defaults: RowDefaults): readonly ObjectProperty[] {
  const keyFields = shape.selection.filter(({ field }) => field !== null && isKeyField(field));
  return shape.properties.map(({ position, property, onNull }, index) => {
    const path = shape.selection[position];
    if (path === undefined) throw new TypeError(`Nothing is selected at position ${position}.`);
    return {
      ...pathSource(path, position, keyFields.length > 1),
      property,
      onNull: onNull === null ? null : (row) => defaults.make(row, index),
    };
  });
}

interface Place {
  readonly name: Uint8Array;
  readonly source: PathSource;
}

const places = new WeakMap<FieldPath, Place>();

function placeOf(path: FieldPath, position: number): Place {
  // Without a field the place depends on the position, and computed values are few.
  const known = path.field === null ? undefined : places.get(path);
  if (known !== undefined) return known;
  const source = pathSource(path, position, false);
  const place = { name: nameBytes(source.member), source };
  places.set(path, place);
  return place;
}
