import type { LogicalType } from '../types/logical-type';
import { isEmbeddable } from './is-embeddable';

/** Outcome of looking at the type that the compiler emitted: a type, an `@Embeddable` class, or what to write instead. */
export type Inference =
  | { readonly kind: 'type'; readonly type: LogicalType }
  | { readonly kind: 'embedded' }
  | { readonly kind: 'problem'; readonly message: string };

const INFERRED: ReadonlyMap<unknown, LogicalType> = new Map<unknown, LogicalType>([
  [String, Object.freeze({ kind: 'string' })],
  [Boolean, Object.freeze({ kind: 'boolean' })],
  [Number, Object.freeze({ kind: 'double' })],
  [BigInt, Object.freeze({ kind: 'bigint' })],
  [Date, Object.freeze({ kind: 'timestamp' })],
  [Uint8Array, Object.freeze({ kind: 'bytes' })],
  [Buffer, Object.freeze({ kind: 'bytes' })],
]);

const EXAMPLES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Array, "a list must state the type of its elements: write {@} with type: ['string']"],
  [Set, "a set must state the type of its elements: write {@} with type: { set: 'string' }"],
  [Map, "a map must state its types: write {@} with type: { map: ['string', 'int'] }"],
  [
    Object,
    "compilers emit Object for `T | null`, unions, interfaces and any, which does not tell the type: write {@} with type, such as { type: 'string', nullable: true } (or type: 'json' for free-form values)",
  ],
]);

/**
 * Infers a field's type from `design:type`.
 * @param designType constructor that the compiler emitted; undefined when it emitted none
 * @param decorator the decorator as the user wrote it, for the message
 */
export function inferType(designType: unknown, decorator: string): Inference {
  const type = INFERRED.get(designType);
  if (type !== undefined) return { kind: 'type', type };
  if (isEmbeddable(designType)) return { kind: 'embedded' };
  return { kind: 'problem', message: advice(designType, decorator) };
}

function advice(designType: unknown, decorator: string): string {
  const example = EXAMPLES.get(designType);
  if (example !== undefined) return example.replace('{@}', decorator);
  if (typeof designType === 'function') {
    return `no type can be inferred from ${designType.name}: write ${decorator} with type, or make ${designType.name} an @Embeddable() class`;
  }
  return `has no type, and the compiler emitted none: write ${decorator} with type, such as { type: 'string' }, or compile with emitDecoratorMetadata`;
}
