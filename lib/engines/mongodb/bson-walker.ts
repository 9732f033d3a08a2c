import { endOfName, endOfValue } from './bson-skip';

/** Size of the length in front of every document. */
const HEAD = 4;

/** The zero-ended bytes of a member's name. */
export function nameBytes(name: string): Uint8Array {
  return Buffer.from(`${name}\0`, 'utf8');
}

/** True when the zero-ended name stands at an offset. */
export function isNamedAt(bytes: Uint8Array, offset: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[offset + index] !== name[index]) return false;
  }
  return true;
}

/**
 * Offset of the type byte of a document's member, or -1. Of several with one name it is the last, as for the client.
 * @param start where the document begins
 */
export function memberAt(bytes: Uint8Array, start: number, name: Uint8Array): number {
  let found = -1;
  let offset = start + HEAD;
  for (let type = bytes[offset] ?? 0; type !== 0; type = bytes[offset] ?? 0) {
    if (isNamedAt(bytes, offset + 1, name)) found = offset;
    offset = endOfValue(bytes, type, endOfName(bytes, offset + 1));
  }
  return found;
}

/** What is done with a member: its type, where its name starts and where its value starts. */
export type MemberVisitor = (type: number, nameStart: number, valueStart: number) => void;

/**
 * Visits the members of a document or the elements of an array in stored order.
 * @param start where the document begins
 */
export function walkMembers(bytes: Uint8Array, start: number, visit: MemberVisitor): void {
  let offset = start + HEAD;
  for (let type = bytes[offset] ?? 0; type !== 0; type = bytes[offset] ?? 0) {
    const nameStart = offset + 1;
    let valueStart = nameStart;
    // Names are short: looking for their end in the runtime costs more.
    while ((bytes[valueStart] ?? 0) !== 0) valueStart += 1;
    valueStart += 1;
    visit(type, nameStart, valueStart);
    offset = endOfValue(bytes, type, valueStart);
  }
}
