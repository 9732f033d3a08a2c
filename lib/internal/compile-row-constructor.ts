import { defineValue, needsDefinition, propertyWriter } from './property-writer';

/** One property that is made of one cell of a row. */
export interface RowProperty {
  readonly property: string;
  /** Index of the cell. */
  readonly position: number;
  /** Makes the value of a cell that is not null; null for cells that are the value. */
  readonly decode: ((cell: never) => unknown) | null;
  /** Makes the value of a null cell; null where that is null. */
  readonly onNull: (() => unknown) | null;
  /**
   * What a null cell holds once `onNull` has made its value, so that `decode` would make it again; null where the
   * value itself can be put there.
   */
  readonly encode: ((value: unknown) => unknown) | null;
  /** Puts the made value back into the row: for values that nobody can change. */
  readonly isShared: boolean;
}

/** Makes an object of a row; runs no constructor. */
export type RowConstructor = (row: unknown[]) => object;

/**
 * Compiles the making of objects from rows. Properties are own, enumerable and in the given order, whatever the
 * prototype has under their names. Where code generation is forbidden (`--disallow-code-generation-from-strings`),
 * closures do the same, slower.
 */
export function compileRowConstructor(properties: readonly RowProperty[], prototype: object): RowConstructor {
  try {
    return generated(properties, prototype);
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    return closureRowConstructor(properties, prototype);
  }
}

function cellFor(row: unknown[], property: RowProperty): unknown {
  const cell = row[property.position];
  if (cell !== null) {
    const value = property.decode === null ? cell : property.decode(cell as never);
    if (property.isShared) row[property.position] = value;
    return value;
  }
  return property.onNull === null ? null : defaultFor(row, property, property.onNull);
}

/** Value of a null cell; the cell then holds what it would have held if the value had been stored. */
function defaultFor(row: unknown[], property: RowProperty, onNull: () => unknown): unknown {
  const value = onNull();
  if (value === null || value === undefined) return null;
  row[property.position] = property.encode === null ? value : property.encode(value);
  return value;
}

/** The same without generated code. */
export function closureRowConstructor(properties: readonly RowProperty[], prototype: object): RowConstructor {
  const writers = properties.map((property) => ({
    property,
    write: propertyWriter(prototype, property.property),
  }));
  return (row) => {
    const made: object = Object.create(prototype);
    for (const { property, write } of writers) write(made, cellFor(row, property));
    return made;
  };
}

function generated(properties: readonly RowProperty[], prototype: object): RowConstructor {
  const lines = properties.map((property, index) => assignment(property, index, prototype));
  const factory: unknown = new Function(
    'properties',
    'defaultFor',
    'defineValue',
    'prototype',
    [
      '"use strict";',
      ...properties.map((_property, index) => `const d${index} = properties[${index}].decode;`),
      `function Row(row) { let c; ${lines.join(' ')} }`,
      'Row.prototype = prototype;',
      'return (row) => new Row(row);',
    ].join('\n'),
  );
  if (typeof factory !== 'function') throw new TypeError('Function made no function.');
  return factory(properties, defaultFor, defineValue, prototype);
}

function assignment(property: RowProperty, index: number, prototype: object): string {
  const at = `row[${property.position}]`;
  const decoded = property.decode === null ? 'c' : `d${index}(c)`;
  const isWrittenBack = property.isShared && property.decode !== null;
  const present = isWrittenBack ? `(${at} = ${decoded})` : decoded;
  const source = `properties[${index}]`;
  const missing = property.onNull === null ? 'null' : `defaultFor(row, ${source}, ${source}.onNull)`;
  const isPlain = property.decode === null && property.onNull === null;
  const value = isPlain ? at : `(c = ${at}) === null ? ${missing} : ${present}`;
  // JSON text is JavaScript text: no name can end the literal, U+2028 included since ECMAScript 2019.
  const name = JSON.stringify(property.property);
  if (needsDefinition(prototype, property.property)) return `defineValue(this, ${name}, ${value});`;
  return `this[${name}] = ${value};`;
}
