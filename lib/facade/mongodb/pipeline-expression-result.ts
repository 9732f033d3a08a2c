import { type RowShape, UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { sameType } from '../../metadata/same-type';
import { elementOf } from './pipeline-row-shape';

type Operands = ReadonlyMap<string, ValueShape>;

const DECIMAL: ValueShape = Object.freeze({ kind: 'typed', type: Object.freeze({ kind: 'decimal' }) });
const BIGINT: ValueShape = Object.freeze({ kind: 'typed', type: Object.freeze({ kind: 'varint' }) });

const EXACT_NUMBERS = new Set(['bigint', 'varint', 'decimal']);
/** Results are as exact as the operands. */
const ARITHMETIC = new Set(['$add', '$subtract', '$multiply', '$mod', '$abs', '$ceil', '$floor', '$round', '$trunc']);
/** Results are one of the operands; of one operand that is a list, one of its elements. */
const CHOICES = new Set(['$ifNull', '$min', '$max']);
const LISTS_KEPT = new Set(['$slice', '$reverseArray', '$concatArrays', '$setUnion', '$setIntersection']);
const ELEMENTS = new Set(['$first', '$last', '$arrayElemAt']);
const ELEMENT_LISTS = new Set(['$firstN', '$lastN', '$minN', '$maxN']);

/** The kinds of exact numbers among some values. */
function exactKind(value: ValueShape): 'decimal' | 'whole' | null {
  if (value.kind !== 'typed' || !EXACT_NUMBERS.has(value.type.kind)) return null;
  return value.type.kind === 'decimal' ? 'decimal' : 'whole';
}

/** What adding up or multiplying such values gives: decimals and 64-bit whole numbers stay what they are. */
export function arithmeticResult(values: Iterable<ValueShape>): ValueShape {
  const kinds = new Set(Array.from(values, exactKind));
  if (kinds.has('decimal')) return DECIMAL;
  return kinds.has('whole') ? BIGINT : UNKNOWN;
}

/** What is known of a value that is one of several; nothing unless it is the same of all. */
export function commonShape(values: Iterable<ValueShape>): ValueShape {
  const [first = UNKNOWN, ...others] = values;
  return others.every((other) => isSameShape(first, other)) ? first : UNKNOWN;
}

/** How far down values are compared that may contain themselves. */
const COMPARED_LEVELS = 6;

/** True where values of both are stored and read alike. */
export function isSameShape(one: ValueShape, other: ValueShape, levels = COMPARED_LEVELS): boolean {
  if (one === other) return true;
  if (one.kind === 'list') return other.kind === 'list' && isSameShape(one.element, other.element, levels);
  if (one.kind === 'row')
    return other.kind === 'row' && (levels === 0 || isSameRow(one.row(), other.row(), levels - 1));
  if (one.kind === 'unknown') return other.kind === 'unknown';
  return other.kind === 'typed' && sameType(one.type, other.type);
}

function isSameRow(one: RowShape, other: RowShape, levels: number): boolean {
  if (one.members.size !== other.members.size || one.isOpen !== other.isOpen) return false;
  return [...one.members].every(([name, { place, value }]) => {
    const member = other.members.get(name);
    return member !== undefined && isSamePlace(place, member.place) && isSameShape(value, member.value, levels);
  });
}

/** True for the same names from the top of a document. */
export function isSamePlace(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** What is known of the result of an operator of expressions, by its operands. Most results need nothing known. */
export function resultOf(operator: string, operands: Operands): ValueShape {
  const values = [...operands.values()];
  const [first = UNKNOWN, second] = values;
  if (ARITHMETIC.has(operator)) return arithmeticResult(values);
  if (operator === '$sum') return arithmeticResult(values.map(listElementOr));
  if (CHOICES.has(operator)) return commonShape(values.length === 1 ? values.map(listElementOr) : known(values));
  if (LISTS_KEPT.has(operator)) return operator === '$slice' ? first : commonShape(values);
  if (ELEMENTS.has(operator)) return elementOf(first);
  if (ELEMENT_LISTS.has(operator)) return operands.get('input') ?? UNKNOWN;
  if (operator === '$cond')
    return commonShape(known([operands.get('then') ?? second, operands.get('else') ?? values[2]]));
  return UNKNOWN;
}

function listElementOr(value: ValueShape): ValueShape {
  return value.kind === 'list' ? value.element : value;
}

/** A literal says nothing of how the others are read. */
function known(values: readonly (ValueShape | undefined)[]): readonly ValueShape[] {
  const shapes = values.filter((value) => value !== undefined);
  const typed = shapes.filter((value) => value.kind !== 'unknown');
  return typed.length === 0 ? shapes : typed;
}
