import type { AnyClass } from '../internal/any-class';
import { assertNever } from '../internal/assert-never';
import { isPlainObject } from './is-plain-object';
import { type LogicalType, SCALAR_NAMES, type ScalarName } from './logical-type';
import { ValueProblem } from './value-problem';

/** How a field's type is written: a name, `[x]`, `{ set: x }`, `{ map: [k, v] }`, `{ tuple: [...] }` or `() => Class`. */
export type TypeDeclaration =
  | ScalarName
  | readonly [TypeDeclaration]
  | { readonly set: TypeDeclaration }
  | { readonly map: readonly [TypeDeclaration, TypeDeclaration] }
  | { readonly tuple: readonly TypeDeclaration[] }
  | (() => AnyClass);

/** Makes the type of an embedded value; comes from the layer that knows about classes. */
export type EmbeddedTypeFactory = (target: () => AnyClass) => LogicalType;

const MAX_DIMENSIONS = 16_000;

const SCALARS: ReadonlyMap<unknown, LogicalType> = new Map(
  SCALAR_NAMES.map((kind): [unknown, LogicalType] => [kind, Object.freeze({ kind })]),
);

/**
 * Turns a declaration into the type it stands for. `embedded` is asked for each `() => Class`; the thunk is not called.
 * Result: a frozen type; scalar types are shared.
 * Errors: a `ValueProblem` that says what is wrong with the declaration and what may be written.
 */
export function parseTypeDeclaration(declaration: unknown, embedded: EmbeddedTypeFactory): LogicalType {
  if (typeof declaration === 'string') return namedType(declaration);
  if (isThunk(declaration)) return embedded(declaration);
  if (Array.isArray(declaration)) return listType(declaration, embedded);
  if (isPlainObject(declaration)) return collectionType(declaration, embedded);
  throw unknownType();
}

/**
 * The type of a vector of 1 to 16,000 dimensions (pgvector's limit for storage,
 * https://github.com/pgvector/pgvector#vector-type). Errors: a `ValueProblem` for another number.
 */
export function vectorType(dimensions: number): LogicalType {
  if (Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= MAX_DIMENSIONS) {
    return Object.freeze({ kind: 'vector', dimensions });
  }
  throw new ValueProblem('declaration', `a vector has 1 to ${MAX_DIMENSIONS} whole dimensions`);
}

/** The type as a person would write it: `int`, `list<int>`, `map<string, Address>`, `vector<3>`. */
export function describeType(type: LogicalType): string {
  switch (type.kind) {
    case 'list':
    case 'set':
      return `${type.kind}<${describeType(type.element)}>`;
    case 'map':
      return `map<${describeType(type.key)}, ${describeType(type.value)}>`;
    case 'tuple':
      return `tuple<${type.elements.map(describeType).join(', ')}>`;
    case 'vector':
      return `vector<${type.dimensions}>`;
    case 'embedded':
      return type.shape().className;
    default:
      return type.kind;
  }
}

function namedType(name: string): LogicalType {
  const type = SCALARS.get(name);
  if (type !== undefined) return type;
  if (name === 'vector') {
    throw new ValueProblem('declaration', "the type 'vector' needs its dimensions: write @Vector({ dimensions })");
  }
  throw unknownType(`'${name}' is not a type. `);
}

function isThunk(declaration: unknown): declaration is () => AnyClass {
  if (typeof declaration !== 'function') return false;
  // Arrow functions have no `prototype`; a class or a built-in such as String does, and is not meant to be called.
  const prototype: unknown = Reflect.get(declaration, 'prototype');
  const isClass =
    prototype !== undefined && /^class\b|\[native code\]/.test(Function.prototype.toString.call(declaration));
  if (!isClass) return true;
  throw unknownType(`${declaration.name} stands there itself: write () => ${declaration.name}, or the type's name. `);
}

function listType(declaration: readonly unknown[], embedded: EmbeddedTypeFactory): LogicalType {
  if (declaration.length !== 1) {
    throw new ValueProblem('declaration', 'a list states one type, [x]; for a fixed sequence write { tuple: [x, y] }');
  }
  return Object.freeze({ kind: 'list', element: parseTypeDeclaration(declaration[0], embedded) });
}

function collectionType(declaration: Record<string, unknown>, embedded: EmbeddedTypeFactory): LogicalType {
  const [entry, ...rest] = Object.entries(declaration);
  if (entry === undefined || rest.length > 0) throw unknownType();
  const [kind, content] = entry;
  if (kind !== 'set' && kind !== 'map' && kind !== 'tuple') throw unknownType();
  switch (kind) {
    case 'set':
      return Object.freeze({ kind, element: parseTypeDeclaration(content, embedded) });
    case 'map':
      return mapType(content, embedded);
    case 'tuple':
      return tupleType(content, embedded);
    default:
      return assertNever(kind);
  }
}

function mapType(content: unknown, embedded: EmbeddedTypeFactory): LogicalType {
  if (!Array.isArray(content) || content.length !== 2) {
    throw new ValueProblem('declaration', 'a map states two types, { map: [key, value] }');
  }
  const [key, value]: unknown[] = content;
  return Object.freeze({
    kind: 'map',
    key: parseTypeDeclaration(key, embedded),
    value: parseTypeDeclaration(value, embedded),
  });
}

function tupleType(content: unknown, embedded: EmbeddedTypeFactory): LogicalType {
  if (!Array.isArray(content) || content.length === 0) {
    throw new ValueProblem('declaration', 'a tuple states its types in a list, { tuple: [x, y] }');
  }
  const elements = content.map((element: unknown) => parseTypeDeclaration(element, embedded));
  return Object.freeze({ kind: 'tuple', elements: Object.freeze(elements) });
}

function unknownType(lead = ''): ValueProblem {
  return new ValueProblem(
    'declaration',
    `${lead}Write one of ${SCALAR_NAMES.join(', ')}, or [x], { set: x }, { map: [key, value] }, { tuple: [x, y] }, () => Class`,
  );
}
