import { mapKeyText } from '../../engines/mongodb/mongodb-names';
import { type RowShape, shapeOfType, UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { elementOf } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';

/** Where a path of the user's leads. */
export interface PipelinePath {
  /** Stored names from the top of the document, dotted. */
  readonly stored: string;
  /** What is there; a list of it for each list that the path goes through. */
  readonly value: ValueShape;
}

/** How a path is read. */
export interface PathReading {
  /** In queries a number names an element of a list; expressions know no such thing. */
  readonly takesIndexes?: boolean;
}

/**
 * Reads a path of the row at hand: `city`, `address.city`, `lines.count`. Paths go through lists.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) where the row has no such member
 */
export function readPipelinePath(scope: PipelineScope, text: unknown, reading: PathReading = {}): PipelinePath {
  return readPathBelow(scope, { kind: 'row', row: () => scope.row }, text, reading);
}

/** The same from some value. */
export function readPathBelow(
  scope: PipelineScope,
  start: ValueShape,
  text: unknown,
  reading: PathReading = {},
): PipelinePath {
  if (typeof text !== 'string' || text === '') throw refusedPart(scope, null, 'takes the name of a field');
  let place: Place = { stored: [], value: start, lists: 0 };
  let left = text.split('.');
  while (left.length > 0) {
    const step = stepFrom(scope, place.value, left, reading);
    if (step === null) throw unknownName(scope, text, left[0] ?? '');
    left = left.slice(step.taken);
    place = { stored: [...place.stored, ...step.stored], value: step.value, lists: place.lists + step.lists };
  }
  let { value } = place;
  for (let depth = 0; depth < place.lists; depth += 1) value = { kind: 'list', element: value };
  return { stored: place.stored.join('.'), value };
}

interface Place {
  readonly stored: readonly string[];
  readonly value: ValueShape;
  readonly lists: number;
}

interface Step extends Place {
  /** How many names of the path it has used up. */
  readonly taken: number;
}

function unknownName(scope: PipelineScope, text: string, name: string): Error {
  const names = [...scope.row.members.keys()];
  const near = names.find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = near === undefined ? `The fields here are: ${names.join(', ')}.` : `Did you mean \`${near}\`?`;
  return refusedPart(scope, text, 'is no field of the rows at this stage', hint);
}

function stepFrom(scope: PipelineScope, from: ValueShape, left: readonly string[], reading: PathReading): Step | null {
  const [name] = left;
  if (name === undefined) return null;
  switch (from.kind) {
    case 'row':
      return memberStep(scope, from.row(), name);
    case 'list':
      return elementStep(scope, from, left, reading);
    case 'typed':
      return typedStep(scope, from, left, reading);
    case 'unknown':
      return openStep(scope, left);
  }
}

function memberStep(scope: PipelineScope, row: RowShape, name: string): Step | null {
  const member = row.members.get(name);
  if (member !== undefined) return { stored: member.place, value: member.value, lists: 0, taken: 1 };
  if (!row.isOpen) return null;
  return { stored: [plainName(scope, name)], value: UNKNOWN, lists: 0, taken: 1 };
}

function elementStep(
  scope: PipelineScope,
  list: ValueShape,
  left: readonly string[],
  reading: PathReading,
): Step | null {
  const [name] = left;
  const element = elementOf(list);
  if (reading.takesIndexes === true && name !== undefined && /^\d{1,9}$/.test(name)) {
    return { stored: [name], value: element, lists: 0, taken: 1 };
  }
  const step = stepFrom(scope, element, left, reading);
  return step === null ? null : { ...step, lists: step.lists + 1 };
}

function typedStep(
  scope: PipelineScope,
  from: Extract<ValueShape, { kind: 'typed' }>,
  left: readonly string[],
  reading: PathReading,
): Step | null {
  const { type } = from;
  const [name] = left;
  if (type.kind === 'set') return elementStep(scope, from, left, reading);
  if (type.kind === 'json') return openStep(scope, left);
  if (type.kind !== 'map' || name === undefined) return null;
  const key = plainName(scope, mapKeyText(name, type.key));
  return { stored: [key], value: shapeOfType(type.value), lists: 0, taken: 1 };
}

function openStep(scope: PipelineScope, left: readonly string[]): Step {
  return { stored: left.map((name) => plainName(scope, name)), value: UNKNOWN, lists: 0, taken: left.length };
}

/**
 * A name that a member of a document may have.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an empty one, one with `$` in front, a dot or a NUL
 */
export function plainName(scope: PipelineScope, name: unknown): string {
  // As a name of its own it would be lost on the way: objects take it for something else.
  const isName = typeof name === 'string' && name !== '__proto__' && !/^$|^\$|[.\0]/.test(name);
  if (isName) return name;
  throw refusedPart(
    scope,
    typeof name === 'string' ? name : null,
    'names a field: text without a dot, and without `$` in front',
  );
}
