import { PipelineFilter } from '../../engines/mongodb/pipeline-parts';
import type { ValueShape } from '../../engines/mongodb/pipeline-shape';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FilterLimits } from '../../query/filter-limits';
import { NativeFilter } from '../../query/native-filter';
import { parseFilter } from '../../query/parse-filter';
import { isPlainObject } from '../../types/is-plain-object';
import { readExpression } from './pipeline-expression';
import { readPipelinePath } from './pipeline-path';
import { elementOf, rowOf } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { comparedValue, isScalar, plainValue } from './pipeline-value';

const COMPARISONS = new Set(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte']);
const LISTS = new Set(['$in', '$nin', '$all']);
const COMBINATORS = new Set(['$and', '$or', '$nor']);
/** Operators whose operand is a value of their own kind. */
const PLAIN = new Set([
  ...['$exists', '$type', '$size', '$mod', '$regex', '$options'],
  ...['$bitsAllClear', '$bitsAllSet', '$bitsAnyClear', '$bitsAnySet'],
]);
/** Operators whose operand is a shape with operators of its own, which the server checks. */
const SHAPES = new Set(['$geoWithin', '$geoIntersects', '$near', '$nearSphere']);
const MAX_DEPTH = 32;

/** A filter of rows that are the model's as they are stored: the filter language of `find`, checked completely. */
export function readModelFilter(model: ModelMetadata, filter: unknown, limits: FilterLimits): PipelineFilter {
  return new PipelineFilter(model, parseFilter(model, filter, limits));
}

/**
 * Reads a query of MongoDB's over rows that are not the model's any more, with the names of the row at hand. A value
 * without an operator is one to equal; values of members whose type is known are those of the model.
 * https://www.mongodb.com/docs/manual/reference/operator/query/
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for unknown names and operators, and for operators in place of values
 */
export function readRowQuery(scope: PipelineScope, query: unknown, depth = 0): unknown {
  if (query instanceof NativeFilter) return nativeQuery(scope, query);
  if (Array.isArray(query)) return { $and: query.map((one: unknown) => readRowQuery(scope, one, depth + 1)) };
  if (!isPlainObject(query)) throw refusedPart(scope, null, 'takes query objects of MongoDB here');
  if (depth > MAX_DEPTH) throw refusedPart(scope, null, `takes queries of at most ${MAX_DEPTH} levels`);
  const parts = Object.entries(query).map(([name, condition]) =>
    name.startsWith('$') ? readCombinator(scope, name, condition, depth) : readCondition(scope, name, condition, depth),
  );
  const names = new Set(parts.flatMap(Object.keys));
  return names.size === parts.length ? Object.fromEntries(parts.flatMap(Object.entries)) : { $and: parts };
}

function nativeQuery(scope: PipelineScope, filter: NativeFilter): unknown {
  const fragment = NativeFilter.fragment(filter);
  if (fragment.language === 'mongodb') return { $and: [fragment.query] };
  throw refusedPart(scope, null, `takes no filter in ${fragment.language}`, 'Use native({...}).');
}

function readCombinator(scope: PipelineScope, name: string, operand: unknown, depth: number): object {
  if (COMBINATORS.has(name)) {
    if (!Array.isArray(operand) || operand.length === 0)
      throw refusedPart(scope, null, `takes a list behind \`${name}\``);
    return { [name]: operand.map((one: unknown) => readRowQuery(scope, one, depth + 1)) };
  }
  if (name === '$expr') return { $expr: readExpression(scope, operand).stored };
  throw refusedPart(scope, null, `does not know \`${name}\``, "A query in MongoDB's own names is native({...}).");
}

function readCondition(scope: PipelineScope, path: string, condition: unknown, depth: number): object {
  const { stored, value } = readPipelinePath(scope, path, { takesIndexes: true });
  return { [stored]: readOperators(scope, { path, value }, condition, depth) };
}

/** Who is compared. */
interface Subject {
  readonly path: string;
  readonly value: ValueShape;
}

function readOperators(scope: PipelineScope, subject: Subject, condition: unknown, depth: number): unknown {
  if (condition === undefined) throw refusedPart(scope, subject.path, 'got undefined; leave the condition out');
  if (condition instanceof RegExp) return plainValue(scope, condition);
  const operators = isPlainObject(condition) && Object.keys(condition).some((name) => name.startsWith('$'));
  if (!operators) return { $eq: compared(scope, subject, condition) };
  return Object.fromEntries(
    Object.entries(condition).map(([name, operand]) => [name, readOperand(scope, subject, [name, operand], depth)]),
  );
}

function readOperand(
  scope: PipelineScope,
  subject: Subject,
  [name, operand]: readonly [string, unknown],
  depth: number,
): unknown {
  if (COMPARISONS.has(name)) return compared(scope, subject, operand);
  if (LISTS.has(name)) {
    if (!Array.isArray(operand)) throw refusedPart(scope, subject.path, `takes a list behind \`${name}\``);
    return operand.map((item: unknown) => compared(scope, subject, item));
  }
  if (PLAIN.has(name)) return plainValue(scope, operand);
  if (SHAPES.has(name) && isPlainObject(operand)) return operand;
  if (name === '$not') return readOperators(scope, subject, negated(scope, subject, operand), depth + 1);
  if (name === '$elemMatch') return readElementQuery(scope, subject, operand, depth + 1);
  throw refusedPart(scope, subject.path, `does not know \`${name}\``);
}

function negated(scope: PipelineScope, { path }: Subject, operand: unknown): unknown {
  const isCondition = isPlainObject(operand) && Object.keys(operand).every((name) => name.startsWith('$'));
  if (isCondition || operand instanceof RegExp) return operand;
  throw refusedPart(scope, path, 'takes operators behind `$not`');
}

/** A comparison with a list is one with each of its elements. */
function compared(scope: PipelineScope, { path, value }: Subject, operand: unknown): unknown {
  const other = value.kind === 'list' && isScalar(operand) ? innermost(value) : value;
  const isWhole = other.kind === 'typed' && other.type.kind === 'set' && isScalar(operand);
  return comparedValue(scope, operand, isWhole ? elementOf(other) : other, path);
}

function innermost(value: ValueShape): ValueShape {
  return value.kind === 'list' ? innermost(value.element) : value;
}

function readElementQuery(scope: PipelineScope, { path, value }: Subject, operand: unknown, depth: number): unknown {
  const element = elementOf(value);
  if (isPlainObject(operand) && Object.keys(operand).every((name) => name.startsWith('$') && !COMBINATORS.has(name))) {
    return readOperators(scope, { path, value: element }, operand, depth);
  }
  const row = element.kind === 'row' ? element.row() : { ...rowOf([]), isOpen: element.kind === 'unknown' };
  return readRowQuery({ ...scope, row }, operand, depth);
}
