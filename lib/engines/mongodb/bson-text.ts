import { DocumentParsingError } from '../../errors/value-errors';
import { int32At } from './bson-skip';

/** Makes the text of a range of bytes. */
type TextReader = (bytes: Buffer, start: number, end: number) => string;

/** Up to this many bytes, making a string of numbers is faster than asking the runtime to decode them. */
const MAX_SHORT = 32;
/** What a decoder puts in place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

function decodedName(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end);
}

function decodedText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (text.includes(REPLACEMENT)) checkUtf8(bytes, start, end);
  return text;
}

/** The character may have been stored as such; only bytes that are no UTF-8 are refused, as the client does. */
function checkUtf8(bytes: Buffer, start: number, end: number): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
  } catch (cause) {
    throw new DocumentParsingError('A stored text is not valid UTF-8.', { engine: 'mongodb', cause });
  }
}

/** One case per length: `case 2: c0 = b[s]; c1 = b[s+1]; return (c0|c1) < 128 ? f(c0,c1) : other(b,s,e);`. */
function generatedReader(other: TextReader): TextReader {
  const cases = Array.from({ length: MAX_SHORT }, (_, index) => {
    const names = Array.from({ length: index + 1 }, (_, place) => `c${place}`);
    const reads = names.map((name, place) => `const ${name}=b[s+${place}];`).join('');
    return `case ${index + 1}:{${reads}return (${names.join('|')})<128?f(${names.join(',')}):other(b,s,e);}`;
  });
  const factory: unknown = new Function(
    'f',
    'other',
    `"use strict";return (b,s,e)=>{switch(e-s){case 0:return '';${cases.join('')}default:return other(b,s,e);}};`,
  );
  if (typeof factory !== 'function') throw new TypeError('Function made no function.');
  return factory(String.fromCharCode, other);
}

function fastReader(other: TextReader): TextReader {
  try {
    return generatedReader(other);
  } catch (cause) {
    // Where code generation is forbidden, the runtime decodes short texts as well.
    if (!(cause instanceof EvalError)) throw cause;
    return other;
  }
}

/**
 * The text of a range of bytes.
 * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for bytes that are not UTF-8
 */
export const textOf: TextReader = fastReader(decodedText);

/** The name of a member; as in the client, bytes that are not UTF-8 are replaced and not refused. */
export const nameOf: TextReader = fastReader(decodedName);

/** A text behind its length; the zero that ends it is left out. */
export function stringAt(bytes: Buffer, offset: number): string {
  const start = offset + 4;
  return textOf(bytes, start, start + int32At(bytes, offset) - 1);
}
