import type { ObjectProperty } from './mongodb-compiled-decoder';
import { decodeValue } from './mongodb-decoder';
import type { KeptRow } from './mongodb-kept-row';
import { groupWalker, memberGroups } from './mongodb-member-groups';

/** Where the values of a kept document are, by property; the type of a missing one is 0. */
interface KeptPlaces {
  readonly kept: KeptRow;
  readonly types: readonly number[];
  readonly offsets: readonly number[];
}

/** Reads the value of a property, by its index, from a kept document. */
export type OriginalReader = (kept: KeptRow, index: number) => unknown;

/**
 * Reads single values of kept documents. Who asks for one mostly asks for all of them in turn, so that the places of the
 * values are looked up once per document and remembered until it is another's turn.
 */
export function originalReader(properties: readonly ObjectProperty[]): OriginalReader {
  const walk = groupWalker(memberGroups(properties));
  let last: WeakRef<KeptPlaces> | null = null;
  const placesOf = (kept: KeptRow): KeptPlaces => {
    const known = last?.deref();
    if (known !== undefined && known.kept === kept) return known;
    const types: number[] = properties.map(() => 0);
    const offsets: number[] = properties.map(() => 0);
    walk(kept.bytes, kept.start + 4, ({ targets }, type, valueStart) => {
      for (const { index } of targets) {
        types[index] = type;
        offsets[index] = valueStart;
      }
    });
    const places = { kept, types, offsets };
    last = new WeakRef(places);
    return places;
  };
  return (kept, index) => {
    const property = properties[index];
    if (property === undefined) return undefined;
    const { types, offsets } = placesOf(kept);
    const type = types[index] ?? 0;
    return type === 0 ? null : decodeValue(property.decoder, kept.bytes, type, offsets[index] ?? 0);
  };
}
