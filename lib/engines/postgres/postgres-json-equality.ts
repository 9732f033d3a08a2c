import type { EmbeddedShape, FieldShape, LogicalType } from '../../types/logical-type';
import { quoteText } from './postgres-column';
import { type EqualityTraits, equalityTraits } from './postgres-equality-traits';
import type { SqlWriter } from './sql-writer';

/** What the two sides of a comparison have in common. */
export interface Comparison {
  readonly writer: SqlWriter;
  /** Embedded values one inside another that the given side has at most; null where both sides are stored. */
  readonly levels: number | null;
}

/**
 * An expression of a type in the form in which `=` tells equal values, as `equalValues` does: a part of an embedded
 * value that is null is the same as one that is missing, and the elements of a set have no order, which `jsonb` holds
 * for different; inside a field of type `json`, null and missing stay two things. Of two stored values of a class that
 * embeds itself, this holds for the outer ones: no plain SQL goes to the end of both.
 */
export function comparableSql(sql: string, type: LogicalType, { writer, levels }: Comparison): string {
  return new ComparableForm(writer).of(sql, type, { left: levels, within: [] });
}

/**
 * A condition that two JSON arrays hold the same elements, whatever their order; not true where one of them is null.
 */
export function sameElementsSql(left: string, right: string, element: LogicalType, comparison: Comparison): string {
  const id = comparison.writer.nextAlias();
  const [a, b] = [`"_a${id}"`, `"_b${id}"`] as const;
  const same = `${comparableSql(a, element, comparison)} = ${comparableSql(b, element, comparison)}`;
  const within =
    `NOT EXISTS (SELECT 1 FROM jsonb_array_elements(${left}) AS "_o${id}"(${a}) WHERE NOT EXISTS ` +
    `(SELECT 1 FROM jsonb_array_elements(${right}) AS "_i${id}"(${b}) WHERE ${same}))`;
  return `(jsonb_array_length(${left}) = jsonb_array_length(${right}) AND ${within})`;
}

/** How often a class is looked into inside of itself, where no side says how deep it goes. */
const STORED_LEVELS = 4;

/** Where the form of a part is made. */
interface Depth {
  /** Levels that the given side may still have; null for no end in sight. */
  readonly left: number | null;
  readonly within: readonly EmbeddedShape[];
}

/** Makes comparable forms; the names inside are unique in their statement. */
class ComparableForm {
  readonly #writer: SqlWriter;

  constructor(writer: SqlWriter) {
    this.#writer = writer;
  }

  of(sql: string, type: LogicalType, depth: Depth): string {
    const traits = equalityTraits(type);
    if (!isRebuilt(traits)) return traits.hasEmbedded ? `jsonb_strip_nulls(${sql})` : sql;
    switch (type.kind) {
      case 'embedded':
        return this.#embedded(sql, type.shape(), depth);
      case 'list':
        return this.#elements(sql, type.element, depth, (_element, position) => position);
      case 'set':
        return this.#elements(sql, type.element, depth, (element) => element);
      case 'map':
        return this.#map(sql, type.value, depth);
      case 'tuple': {
        const parts = type.elements.map((element, index) => this.of(`(${sql} -> ${index})`, element, depth));
        return `CASE WHEN jsonb_typeof(${sql}) = 'array' THEN jsonb_build_array(${parts.join(', ')}) END`;
      }
      default:
        return sql;
    }
  }

  #embedded(sql: string, shape: EmbeddedShape, { left, within }: Depth): string {
    // Where the given side is not as deep, what is stored here, if anything, is not equal in any form.
    const isEnd = left === null ? within.filter((outer) => outer === shape).length >= STORED_LEVELS : left === 0;
    if (isEnd) return `jsonb_strip_nulls(${sql})`;
    const depth = { left: left === null ? null : left - 1, within: [...within, shape] };
    const rebuilt = shape.fields.filter(isApart);
    const names = rebuilt.map(({ column }) => quoteText(column));
    const parts = rebuilt.map(
      ({ column, type }) => `${quoteText(column)}, ${this.of(`(${sql} -> ${quoteText(column)})`, type, depth)}`,
    );
    const others = `jsonb_strip_nulls((${sql}) - ARRAY[${names.join(', ')}])`;
    return `CASE WHEN jsonb_typeof(${sql}) = 'object' THEN ${others} || jsonb_build_object(${parts.join(', ')}) END`;
  }

  #elements(
    sql: string,
    element: LogicalType,
    depth: Depth,
    order: (element: string, position: string) => string,
  ): string {
    const id = this.#writer.nextAlias();
    const [value, position, form] = [`"_v${id}"`, `"_n${id}"`, `"_f${id}"`];
    const forms =
      `SELECT ${this.of(value, element, depth)} AS ${form}, ${position} ` +
      `FROM jsonb_array_elements(${sql}) WITH ORDINALITY AS "_e${id}"(${value}, ${position})`;
    const all = `SELECT COALESCE(jsonb_agg(${form} ORDER BY ${order(form, position)}), '[]') FROM (${forms}) AS "_s${id}"`;
    return `CASE WHEN jsonb_typeof(${sql}) = 'array' THEN (${all}) END`;
  }

  #map(sql: string, value: LogicalType, depth: Depth): string {
    const id = this.#writer.nextAlias();
    const entry = this.of(`"_v${id}"`, value, depth);
    const all = `SELECT COALESCE(jsonb_object_agg("_k${id}", ${entry}), '{}') FROM jsonb_each(${sql}) AS "_e${id}"("_k${id}", "_v${id}")`;
    return `CASE WHEN jsonb_typeof(${sql}) = 'object' THEN (${all}) END`;
  }
}

/** Values that `jsonb` compares right neither as they are nor without their nulls. */
function isRebuilt({ hasEmbedded, hasSet, hasJson }: EqualityTraits): boolean {
  return hasSet || (hasEmbedded && hasJson);
}

/** A part that is compared in a form of its own, or whose nulls are to stay. */
function isApart({ type }: FieldShape): boolean {
  const traits = equalityTraits(type);
  return traits.hasJson || isRebuilt(traits);
}
