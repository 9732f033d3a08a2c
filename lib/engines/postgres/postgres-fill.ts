import type { FieldMetadata } from '../../metadata/field-metadata';
import { parserFor } from '../../types/parse-value';
import { ValueProblem } from '../../types/value-problem';
import { codecOf } from './postgres-codecs';
import { quoteText } from './postgres-column';

/** Moments: a default that is made at each call is one moment for all rows that exist. */
const MOMENTS = new Set(['timestamp', 'date', 'time']);

function defaultLiteral(field: FieldMetadata, makeDefault: () => unknown): string | null {
  const value = makeDefault();
  if (value === null || value === undefined) return null;
  const { encode, sqlType } = codecOf(field.type);
  return `${quoteText(encode(parserFor(field.type)(value)))}::${sqlType}`;
}

/** The default, if it is the same each time: a value that is made anew for each document cannot be given to rows. */
function constantDefault(field: FieldMetadata): string | null {
  if (field.makeDefault === null) return null;
  try {
    const first = defaultLiteral(field, field.makeDefault);
    if (MOMENTS.has(field.type.kind)) return first;
    return first === defaultLiteral(field, field.makeDefault) ? first : null;
  } catch (error) {
    // A default that does not fit its field is refused where documents are made; here it fills nothing.
    if (error instanceof ValueProblem) return null;
    throw error;
  }
}

/**
 * SQL of the value that rows get which exist already when a field that cannot be null is added: the field's constant
 * default; 1 for a version; the time of the change, in milliseconds as `Date` has them, for `@CreatedAt` and `@UpdatedAt`. Null where there is none.
 */
export function fillOf(field: FieldMetadata): string | null {
  switch (field.role) {
    case 'version':
      return '1';
    case 'createdAt':
    case 'updatedAt':
      return "date_trunc('milliseconds', now())";
    default:
      return constantDefault(field);
  }
}
