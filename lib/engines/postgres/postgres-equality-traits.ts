import { asRecord } from '../../internal/as-record';
import type { EmbeddedShape, LogicalType } from '../../types/logical-type';

/** What a type holds, at any depth, as far as it matters to equality. */
export interface EqualityTraits {
  readonly hasEmbedded: boolean;
  readonly hasSet: boolean;
  readonly hasJson: boolean;
}

type Kind = LogicalType['kind'];

const known = new WeakMap<LogicalType, EqualityTraits>();

/** What the type holds; classes that embed themselves are looked at once. The same type object gives the same answer. */
export function equalityTraits(type: LogicalType): EqualityTraits {
  const before = known.get(type);
  if (before !== undefined) return before;
  const kinds = new Set<Kind>();
  collectKinds(type, kinds, new Set());
  const traits = { hasEmbedded: kinds.has('embedded'), hasSet: kinds.has('set'), hasJson: kinds.has('json') };
  known.set(type, traits);
  return traits;
}

function collectKinds(type: LogicalType, into: Set<Kind>, seen: Set<EmbeddedShape>): void {
  into.add(type.kind);
  if (type.kind === 'embedded') {
    const shape = type.shape();
    if (seen.has(shape)) return;
    seen.add(shape);
  }
  for (const part of partTypes(type)) collectKinds(part, into, seen);
}

/** Types of what a value holds; keys of a map are its names, not its values. */
function partTypes(type: LogicalType): readonly LogicalType[] {
  switch (type.kind) {
    case 'list':
    case 'set':
      return [type.element];
    case 'map':
      return [type.value];
    case 'tuple':
      return type.elements;
    case 'embedded':
      return type.shape().fields.map((field) => field.type);
    default:
      return [];
  }
}

/** How many embedded values stand one inside another in a value of the type. */
export function embeddedLevels(type: LogicalType, value: unknown): number {
  if (value === null || value === undefined || !equalityTraits(type).hasEmbedded) return 0;
  switch (type.kind) {
    case 'list':
    case 'set':
      return deepest(Array.from(value as Iterable<unknown>, (element) => embeddedLevels(type.element, element)));
    case 'map':
      return deepest(
        Array.from((value as ReadonlyMap<unknown, unknown>).values(), (entry) => embeddedLevels(type.value, entry)),
      );
    case 'tuple':
      return deepest(
        type.elements.map((element, index) => embeddedLevels(element, (value as readonly unknown[])[index])),
      );
    case 'embedded': {
      const record = asRecord(value as object);
      return 1 + deepest(type.shape().fields.map((field) => embeddedLevels(field.type, record[field.property])));
    }
    default:
      return 0;
  }
}

function deepest(levels: readonly number[]): number {
  return Math.max(0, ...levels);
}
