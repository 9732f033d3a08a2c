import type { NativeFragment } from './predicate';

/**
 * A filter in one engine's own language. It stands wherever a filter does and cannot be made from plain data.
 * An engine of another language refuses it.
 */
export class NativeFilter {
  readonly #fragment: NativeFragment;

  private constructor(fragment: NativeFragment) {
    this.#fragment = fragment;
    Object.freeze(this);
  }

  /** Makes a filter. */
  static of(fragment: NativeFragment): NativeFilter {
    return new NativeFilter(fragment);
  }

  /** What the filter says; its values may still be field references. */
  static fragment(filter: NativeFilter): NativeFragment {
    return filter.#fragment;
  }
}

/**
 * A MongoDB query document as a filter.
 * @param query in MongoDB's language, with stored field names
 */
export function native(query: Readonly<Record<string, unknown>>): NativeFilter {
  return NativeFilter.of(Object.freeze({ language: 'mongodb' as const, query: Object.freeze({ ...query }) }));
}

/**
 * A piece of SQL as a filter: sql`${User.fields().age} % ${2} = 1`. Values are bound, never written into the text;
 * references from `fields()` become column names.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): NativeFilter {
  return fragment('sql', strings, values);
}

/** A piece of CQL as a filter, with the same rules as `sql`. */
export function cql(strings: TemplateStringsArray, ...values: readonly unknown[]): NativeFilter {
  return fragment('cql', strings, values);
}

function fragment(language: 'sql' | 'cql', strings: TemplateStringsArray, values: readonly unknown[]): NativeFilter {
  const fragment = { language, strings: Object.freeze([...strings]), values: Object.freeze([...values]) };
  return NativeFilter.of(Object.freeze(fragment));
}
