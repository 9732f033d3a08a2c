/** A part of a regular expression: what it can begin with, whether it can be empty, whether it repeats without end. */
interface Atom {
  /** One literal character it begins with, or null for "many". */
  readonly first: string | null;
  readonly text: string;
  readonly canBeEmpty: boolean;
  readonly repeats: boolean;
  /** Alternatives in it, at any depth, may match the same text. */
  readonly isAmbiguous: boolean;
}

interface Cursor {
  readonly source: string;
  position: number;
  ambiguous: boolean;
}

const MAX_ADJACENT_REPETITIONS = 2;

/**
 * True where a repeated group has alternatives that may begin alike (`(a|ab)*`, `(\w|\d)+`) or be empty (`(a|)*`),
 * or where more than two endless repetitions stand side by side (`a*a*a*`): the cases that a check of nested
 * repetitions alone lets through. Errs on the side of refusing: a class or a dot may begin like anything.
 */
export function hasAmbiguousRepetition(source: string): boolean {
  const cursor: Cursor = { source, position: 0, ambiguous: false };
  while (cursor.position < source.length) {
    readAlternatives(cursor);
    // A closing bracket without its opening one: step over it.
    cursor.position += 1;
  }
  return cursor.ambiguous;
}

function readAlternatives(cursor: Cursor): readonly (readonly Atom[])[] {
  const alternatives: (readonly Atom[])[] = [];
  for (;;) {
    alternatives.push(readSequence(cursor));
    if (cursor.source[cursor.position] !== '|') return alternatives;
    cursor.position += 1;
  }
}

function readSequence(cursor: Cursor): readonly Atom[] {
  const atoms: Atom[] = [];
  let adjacent = 0;
  while (cursor.position < cursor.source.length) {
    const character = cursor.source[cursor.position];
    if (character === '|' || character === ')') break;
    const atom = readAtom(cursor);
    if (atom === null) continue;
    const previous = atoms.at(-1);
    const continues = atom.repeats && previous?.repeats === true && mayBeginAlike(previous, atom);
    adjacent = continues ? adjacent + 1 : Number(atom.repeats);
    if (adjacent > MAX_ADJACENT_REPETITIONS) cursor.ambiguous = true;
    atoms.push(atom);
  }
  return atoms;
}

function mayBeginAlike(left: Atom, right: Atom): boolean {
  return left.first === null || right.first === null || left.first === right.first;
}

/** One character, class or group with its quantifier; null for an anchor, which matches no text. */
function readAtom(cursor: Cursor): Atom | null {
  const start = cursor.position;
  if (cursor.source[start] === '(') return readGroup(cursor);
  const first = readCharacter(cursor);
  if (first === 'anchor') return null;
  const text = cursor.source.slice(start, cursor.position);
  const quantifier = readQuantifier(cursor);
  return { first: first === 'many' ? null : text, text, isAmbiguous: false, ...quantifier };
}

function readCharacter(cursor: Cursor): 'anchor' | 'many' | 'one' {
  const character = cursor.source[cursor.position];
  if (character === '[') {
    skipClass(cursor);
    return 'many';
  }
  if (character === '\\') {
    const escaped = cursor.source[cursor.position + 1] ?? '';
    cursor.position += 2;
    if (/[bBAZzmMyY]/.test(escaped)) return 'anchor';
    return /\w/.test(escaped) ? 'many' : 'one';
  }
  cursor.position += 1;
  if (character === '^' || character === '$') return 'anchor';
  return character === '.' ? 'many' : 'one';
}

function skipClass(cursor: Cursor): void {
  let position = cursor.position + 1;
  if (cursor.source[position] === '^') position += 1;
  if (cursor.source[position] === ']') position += 1;
  while (position < cursor.source.length && cursor.source[position] !== ']') {
    position += cursor.source[position] === '\\' ? 2 : 1;
  }
  cursor.position = position + 1;
}

function readGroup(cursor: Cursor): Atom {
  const start = cursor.position;
  const opening = /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(cursor.source.slice(start))?.[0] ?? '(';
  cursor.position += opening.length;
  const alternatives = readAlternatives(cursor);
  cursor.position += 1;
  const quantifier = readQuantifier(cursor);
  const isAmbiguous =
    (alternatives.length > 1 && !areDistinct(alternatives)) || alternatives.flat().some((atom) => atom.isAmbiguous);
  if (quantifier.repeats && isAmbiguous) cursor.ambiguous = true;
  const only = alternatives.length === 1 ? alternatives[0] : undefined;
  const inner = alternatives.some((atoms) => atoms.every((atom) => atom.canBeEmpty));
  return {
    first: only?.[0]?.canBeEmpty === false ? only[0].first : null,
    text: cursor.source.slice(start, cursor.position),
    canBeEmpty: quantifier.canBeEmpty || inner,
    repeats: quantifier.repeats,
    isAmbiguous,
  };
}

/** Each alternative begins with a literal character of its own. */
function areDistinct(alternatives: readonly (readonly Atom[])[]): boolean {
  const seen = new Set<string>();
  for (const [atom] of alternatives) {
    if (atom === undefined || atom.canBeEmpty || atom.first === null) return false;
    const first = atom.first.toLowerCase();
    if (seen.has(first)) return false;
    seen.add(first);
  }
  return true;
}

function readQuantifier(cursor: Cursor): { readonly canBeEmpty: boolean; readonly repeats: boolean } {
  const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})[?+]?/.exec(cursor.source.slice(cursor.position));
  if (match === null) return { canBeEmpty: false, repeats: false };
  cursor.position += match[0].length;
  const sign = match[0][0];
  if (sign !== '{') return { canBeEmpty: sign !== '+', repeats: sign !== '?' };
  const most = match[2] === undefined ? Number(match[1]) : match[3] === '' ? Infinity : Number(match[3]);
  // A large bound is as slow as none.
  return { canBeEmpty: Number(match[1]) === 0, repeats: most > 10 };
}
