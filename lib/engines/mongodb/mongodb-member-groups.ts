import { endOfValue } from './bson-skip';
import { isNamedAt, nameBytes } from './bson-walker';
import { decodeOther, type MongoDecoder } from './mongodb-decoder';

/** One member of documents and who wants its value. */
export interface MemberGroup {
  /** Bytes of its name and the zero that ends it. */
  readonly name: Uint8Array;
  readonly targets: readonly { readonly index: number; readonly decoder: MongoDecoder }[];
}

/** The members that properties read, in the order of their first property. */
export function memberGroups(
  properties: readonly { readonly member: string; readonly decoder: MongoDecoder }[],
): readonly MemberGroup[] {
  const targets = new Map<string, { index: number; decoder: MongoDecoder }[]>();
  properties.forEach(({ member, decoder }, index) => {
    const known = targets.get(member);
    if (known === undefined) targets.set(member, [{ index, decoder }]);
    else known.push({ index, decoder });
  });
  return Array.from(targets, ([member, wanted]) => ({ name: nameBytes(member), targets: wanted }));
}

/** A number that tells most names apart; of names with the same one, the bytes decide. */
function hashOf(length: number, first: number, last: number): number {
  return (length << 16) | (first << 8) | last;
}

function bucketsOf(groups: readonly MemberGroup[]): ReadonlyMap<number, readonly MemberGroup[]> {
  const buckets = new Map<number, MemberGroup[]>();
  for (const group of groups) {
    const { name } = group;
    const hash = hashOf(name.length, name[0] ?? 0, name[name.length - 2] ?? 0);
    const bucket = buckets.get(hash);
    if (bucket === undefined) buckets.set(hash, [group]);
    else bucket.push(group);
  }
  return buckets;
}

/** Finds the members of a document from an offset to its end by name, and puts what they hold at their targets. */
export type RestReader = (bytes: Buffer, offset: number, values: unknown[]) => void;

/** Visits the members of a document that somebody wants, with type and offset of the value. */
export type GroupVisitor = (group: MemberGroup, type: number, valueStart: number) => void;

/** Walks a document from an offset inside it to its end. */
export function groupWalker(
  groups: readonly MemberGroup[],
): (bytes: Uint8Array, offset: number, visit: GroupVisitor) => void {
  const buckets = bucketsOf(groups);
  return (bytes, from, visit) => {
    let offset = from;
    for (let type = bytes[offset] ?? 0; type !== 0; type = bytes[offset] ?? 0) {
      const start = offset + 1;
      let end = start;
      while ((bytes[end] ?? 0) !== 0) end += 1;
      const hash = hashOf(end + 1 - start, bytes[start] ?? 0, end > start ? (bytes[end - 1] ?? 0) : 0);
      const group = buckets.get(hash)?.find(({ name }) => isNamedAt(bytes, start, name));
      if (group !== undefined) visit(group, type, end + 1);
      offset = endOfValue(bytes, type, end + 1);
    }
  };
}

/** The general way to read a document: any order, unknown members, repeated ones, of which the last counts. */
export function restReader(groups: readonly MemberGroup[]): RestReader {
  const walk = groupWalker(groups);
  return (bytes, from, values) => {
    walk(bytes, from, ({ targets }, type, valueStart) => {
      for (const { index, decoder } of targets) {
        const isExpected = type === decoder.expected;
        values[index] = isExpected ? decoder.read(bytes, valueStart) : decodeOther(decoder, bytes, type, valueStart);
      }
    });
  };
}
