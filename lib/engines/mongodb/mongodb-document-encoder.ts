import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ValueProblem } from '../../types/value-problem';
import type { MongoCodec } from './mongodb-codec';
import { codecOf } from './mongodb-codecs';
import { documentSizeCheck } from './mongodb-document-size';
import { hasCompoundKey, ID, idOf, isKeyField } from './mongodb-names';
import { atPath } from './mongodb-path';

/** A document to be: its own object, which the caller may add to. */
export type MadeDocument = Record<string, unknown>;

/** Makes the document of a row with one canonical value or null per field. Nulls are left out. */
export type DocumentEncoder = (row: readonly unknown[]) => MadeDocument;

/** One field of the rows. */
interface Column {
  readonly field: FieldMetadata;
  readonly position: number;
  readonly codec: MongoCodec;
}

const encoders = new WeakMap<
  readonly FieldMetadata[],
  { readonly model: ModelMetadata; readonly encode: DocumentEncoder }
>();

/**
 * How rows become documents; made once per list of fields. Throws `ValueProblem` whose path starts with the field for
 * values that MongoDB cannot hold, and for documents that are too large.
 */
export function documentEncoder(model: ModelMetadata, fields: readonly FieldMetadata[]): DocumentEncoder {
  const known = encoders.get(fields);
  if (known?.model === model) return known.encode;
  const columns = fields.map((field, position) => ({ field, position, codec: codecOf(field.type) }));
  const fast = compileEncoder(model, columns);
  const slow = closureEncoder(model, columns);
  const checkSize = documentSizeCheck(fields);
  const encode: DocumentEncoder = (row) => {
    const document = encoded(row, fast, slow);
    checkSize(row, document);
    return document;
  };
  // Lists of fields are frozen and belong to one model, but for those that callers put together.
  if (Object.isFrozen(fields)) encoders.set(fields, { model, encode });
  return encode;
}

/** The slow way knows where it is, and so says which field a problem is about. */
function encoded(row: readonly unknown[], fast: DocumentEncoder, slow: DocumentEncoder): MadeDocument {
  try {
    return fast(row);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    return slow(row);
  }
}

/**
 * Code made for the model. Where code generation is forbidden (`--disallow-code-generation-from-strings`), closures do
 * the same, slower.
 */
function compileEncoder(model: ModelMetadata, columns: readonly Column[]): DocumentEncoder {
  try {
    return generatedEncoder(model, columns);
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    return closureEncoder(model, columns);
  }
}

function keyColumns(model: ModelMetadata, columns: readonly Column[]): readonly Column[] {
  return model.key.fields.flatMap((field) => columns.filter((column) => column.field.column === field.column));
}

function otherColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ field }) => !isKeyField(field));
}

/** The same without generated code. */
export function closureEncoder(model: ModelMetadata, columns: readonly Column[]): DocumentEncoder {
  const key = keyColumns(model, columns);
  const others = otherColumns(columns);
  return (row) => {
    const values = key.map((column) => encodeColumn(column, row[column.position]));
    const document: MadeDocument = key.length === 0 ? {} : { [ID]: idOf(model, values) };
    for (const column of others) {
      const value = row[column.position];
      if (value !== null && value !== undefined) document[column.field.column] = encodeColumn(column, value);
    }
    return document;
  };
}

function encodeColumn({ field, codec }: Column, value: unknown): unknown {
  return atPath({ text: field.property }, () => codec.encode(value));
}

function generatedEncoder(model: ModelMetadata, columns: readonly Column[]): DocumentEncoder {
  const lines = otherColumns(columns).map(({ field, position, codec }) => {
    const value = codec.isSame ? 'v' : `e${position}(v)`;
    return `if ((v = row[${position}]) !== null && v !== undefined) this[${JSON.stringify(field.column)}] = ${value};`;
  });
  const factory: unknown = new Function(
    'columns',
    [
      '"use strict";',
      ...columns.map((_column, index) => `const e${index} = columns[${index}].codec.encode;`),
      `function Made(row) { let v; ${keyCode(model, columns)} ${lines.join(' ')} }`,
      // Plain objects; made by a constructor they have their members side by side, however many there are.
      'Made.prototype = Object.prototype;',
      'return (row) => new Made(row);',
    ].join('\n'),
  );
  if (typeof factory !== 'function') throw new TypeError('Function made no function.');
  return factory(columns);
}

/** Sets the member `_id`. JSON text is JavaScript text: no name can end the literal. */
function keyCode(model: ModelMetadata, columns: readonly Column[]): string {
  const parts = keyColumns(model, columns).map(
    ({ field, position }) => [JSON.stringify(field.column), `e${position}(row[${position}])`] as const,
  );
  if (parts.length === 0) return '';
  if (!hasCompoundKey(model)) return `this.${ID} = ${parts.map(([, code]) => code).join('')};`;
  return `this.${ID} = { ${parts.map(([name, code]) => `[${name}]: ${code}`).join(', ')} };`;
}
