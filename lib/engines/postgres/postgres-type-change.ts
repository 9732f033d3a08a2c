const ALIASES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'smallint',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  decimal: 'numeric',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
};

/** Types that hold every value of another one exactly. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric', 'real', 'double precision'],
  integer: ['bigint', 'numeric', 'double precision'],
  bigint: ['numeric'],
  real: ['double precision'],
  'character varying': ['text', 'character varying'],
  character: ['text', 'character varying'],
  numeric: ['numeric'],
};

interface ParsedType {
  readonly name: string;
  readonly modifier: string;
  readonly array: string;
}

function parse(type: string): ParsedType {
  const match = /^(.*?)((?:\[\])*)$/.exec(type.trim().toLowerCase());
  const element = match?.[1] ?? type;
  const modifier = /\(([^)]*)\)/.exec(element)?.[1]?.replaceAll(' ', '') ?? '';
  const bare = element
    .replace(/\([^)]*\)/, '')
    .replace(/\s+/g, ' ')
    .trim();
  // An extension's type is written with its schema where that is not on the search path.
  const name = bare.endsWith('.vector') ? 'vector' : (ALIASES[bare] ?? bare);
  // The server does not keep how many dimensions an array was declared with.
  return { name, modifier, array: match?.[2] ? '[]' : '' };
}

/** True when both are the same type, however written (`timestamptz`, `timestamp with time zone`). */
export function isSameType(one: string, other: string): boolean {
  const a = parse(one);
  const b = parse(other);
  return a.name === b.name && a.modifier === b.modifier && a.array === b.array;
}

/** True when every value of type `from` is kept unchanged by a column of type `to`. */
export function isWidening(from: string, to: string): boolean {
  const a = parse(from);
  const b = parse(to);
  if (a.array !== b.array || !(WIDER[a.name]?.includes(b.name) ?? false)) return false;
  if (b.modifier === '') return true;
  // A limit on the new type keeps everything only where it is a wider limit of the same kind.
  return a.name === b.name && a.name !== 'numeric' && a.modifier !== '' && Number(b.modifier) >= Number(a.modifier);
}

/** True for types whose values have a text order (`text`, `character varying`, and lists of them). */
export function isCollatable(type: string): boolean {
  return ['text', 'character varying', 'character'].includes(parse(type).name);
}

/** True for a type that the vector extension brings. */
export function isVectorType(type: string): boolean {
  return parse(type).name === 'vector';
}
