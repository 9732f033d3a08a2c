import { classOf } from './construct';
import type { SerializationOptions } from './serialization-options';
import { serializeInstance } from './serialize-value';

/**
 * A plain object of a document by class-transformer's rules, those of embedded values included. Values keep their
 * types (`Decimal`, `Map`, bigint, `Date`); what can be changed is copied. Fields without a value are left out.
 * Two rules go further than `instanceToPlain`: `@Exclude()` and `@Expose()` on a model hold whether they stand above or
 * below `@Entity()`, and where `@Type(() => C)` meets an instance of a subclass of C, the subclass's rules hold.
 * Source: https://github.com/typestack/class-transformer#table-of-contents
 */
export function documentToObject(document: object, options: SerializationOptions): Record<string, unknown> {
  return serializeInstance(document, classOf(document), { form: 'object', options });
}

/** The same with values that JSON can carry; `documentFromPlain` reads it. */
export function documentToJson(document: object, options: SerializationOptions): Record<string, unknown> {
  return serializeInstance(document, classOf(document), { form: 'json', options });
}

export type { SerializationOptions } from './serialization-options';
