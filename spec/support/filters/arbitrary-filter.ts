import fc from 'fast-check';
import { big, flatPart, instant, key, part, prefs, price, ratio, span, text, whole } from './arbitrary-sample';
import type { FilterNode } from './reference-filter';

type Nodes = fc.Arbitrary<FilterNode>;

/** An operator with its operand. */
function operator(name: string, operand: fc.Arbitrary<unknown>): Nodes {
  return operand.map((value) => ({ [name]: value }));
}

function maybeNull(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
}

function equality(value: fc.Arbitrary<unknown>, others: readonly string[] = []): Nodes[] {
  const field = others.length === 0 ? [] : [fc.constantFrom(...others).map(($field) => ({ $field }))];
  return [
    ...['$eq', '$ne'].map((name) => operator(name, fc.oneof(maybeNull(value), ...field))),
    ...['$in', '$nin'].map((name) => operator(name, fc.array(maybeNull(value), { maxLength: 3 }))),
    ...['$null', '$exists'].map((name) => operator(name, fc.boolean())),
  ];
}

function ordered(value: fc.Arbitrary<unknown>, others: readonly string[] = []): Nodes[] {
  const field = others.length === 0 ? [] : [fc.constantFrom(...others).map(($field) => ({ $field }))];
  const operand = fc.oneof({ weight: 4, arbitrary: maybeNull(value) }, ...field);
  return [...equality(value, others), ...['$gt', '$gte', '$lt', '$lte'].map((name) => operator(name, operand))];
}

const pattern = fc
  .array(fc.constantFrom('%', '_', 'a', 'A', 'b', 'é', '😀', '\\%', '\\_', '\\\\', '.', '*', '$1', "'"), {
    maxLength: 4,
  })
  .map((parts) => parts.join(''));
/** What JavaScript and every engine's own dialect read alike. */
const expression = fc
  .array(fc.constantFrom('a', 'A', 'b', '.', '[ab]', 'a*', '(?:a|b)', '\\\\', "'", '%', '€'), {
    minLength: 1,
    maxLength: 3,
  })
  // Several in a row can match the same text in many ways, and are refused for that.
  .filter((parts) => parts.filter((part) => part.endsWith('*')).length <= 1)
  .chain((parts) => fc.constantFrom(parts.join(''), `^${parts.join('')}`, `${parts.join('')}$`));
const flags = fc.constantFrom('', 'i', 's', 'is');

function textual(value: fc.Arbitrary<unknown>, others: readonly string[] = []): Nodes[] {
  return [
    ...ordered(value, others),
    operator('$like', pattern),
    operator(
      '$ilike',
      pattern.filter((given) => !given.includes('é')),
    ),
    operator('$startsWith', text),
    operator('$regex', expression),
    operator(
      '$regex',
      fc.tuple(expression, flags).map(([source, given]) => new RegExp(source, given)),
    ),
  ];
}

const size = fc.oneof(
  fc.nat({ max: 3 }),
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), fc.nat({ max: 3 }))
    .map(([name, n]) => ({ [name]: n })),
);

function sized(): Nodes[] {
  return [operator('$size', size), operator('$empty', fc.boolean())];
}

function collection(element: fc.Arbitrary<unknown>, elementFilter: Nodes, whole_: fc.Arbitrary<unknown>): Nodes[] {
  const list = fc.array(element, { maxLength: 3 });
  return [
    ...equality(whole_),
    ...sized(),
    operator('$contains', element),
    ...['$containsAll', '$overlaps', '$disjoint', '$subset'].map((name) => operator(name, list)),
    ...['$any', '$all', '$none'].map((name) => operator(name, elementFilter)),
  ];
}

/** One or two operators of a field, all of them to hold, or a value alone. */
function conditions(operators: readonly Nodes[]): Nodes {
  const one = fc.oneof(...operators);
  return fc.oneof(
    one,
    fc.tuple(one, one).map(([first, second]) => ({ ...first, ...second })),
  );
}

function behind(paths: readonly string[], operators: readonly Nodes[], value?: fc.Arbitrary<unknown>): Nodes {
  const stated = conditions(operators);
  const condition = value === undefined ? stated : fc.oneof({ weight: 5, arbitrary: stated }, maybeNull(value));
  return fc.tuple(fc.constantFrom(...paths), condition).map(([path, given]) => ({ [path]: given }));
}

/** Combinations of what `leaf` makes. */
function combined(leaf: Nodes, maxDepth: number): Nodes {
  const { node } = fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth, withCrossShrink: true },
      { weight: 4, arbitrary: leaf },
      { weight: 1, arbitrary: tie('node').map(($not) => ({ $not })) },
      { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 3 }).map(($and) => ({ $and })) },
      { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 3 }).map(($or) => ({ $or })) },
    ),
  }));
  return node;
}

/** Operators of a scalar element, combinations included. */
function ofScalar(operators: readonly Nodes[]): Nodes {
  return combined(conditions(operators), 1);
}

function listOf<T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(element, { maxLength: 2 });
}

function setOf<T>(element: fc.Arbitrary<T>): fc.Arbitrary<Set<T>> {
  return listOf(element).map((items) => new Set(items));
}

const texts = (): Nodes[] => collection(text, ofScalar(textual(text)), listOf(text));

function prefsOperators(): Nodes[] {
  return [operator('$hasKey', key), ...sized(), operator('$null', fc.boolean())];
}

/** Conditions on a part, names being those of the part. */
function ofPart(depth: number): Nodes {
  const leaves: Nodes[] = [
    behind(['name'], textual(text), text),
    behind(['n'], ordered(whole), whole),
    behind(['tags'], texts()),
    behind(['tags.0', 'tags.1'], textual(text)),
    behind(['prefs.a', 'prefs.0'], ordered(whole, ['n']), whole),
    behind(['prefs'], prefsOperators()),
  ];
  if (depth > 0) {
    leaves.push(behind(['parts'], collection(flatPart, ofPart(depth - 1), listOf(flatPart))));
    leaves.push(behind(['parts.0.n'], ordered(whole, ['n'])));
  }
  return combined(fc.oneof(...leaves), 1);
}

const wholes = ['age', 'bound', 'main.n', 'prefs.a', 'levels.0', 'parts.0.n'];
const names = ['name', 'nick', 'main.name', 'tags.0'];

const condition: Nodes = fc.oneof(
  behind(names, textual(text, names), text),
  behind(
    ['name'],
    [operator('$in', fc.array(maybeNull(text), { maxLength: 3 }))],
    fc.array(text, { minLength: 1, maxLength: 3 }),
  ),
  behind(wholes, ordered(whole, wholes), whole),
  behind(['id'], ordered(whole), whole),
  behind(['big'], ordered(big, ['age']), big),
  behind(['ratio'], ordered(ratio, ['age']), ratio),
  behind(['price'], ordered(price, ['age', 'big']), price),
  behind(['active'], equality(fc.boolean()), fc.boolean()),
  behind(['at'], ordered(instant), instant),
  behind(['tags', 'main.tags', 'parts.0.tags'], texts(), listOf(text)),
  behind(['levels'], collection(whole, ofScalar(ordered(whole)), listOf(whole)), listOf(whole)),
  behind(
    ['grid'],
    collection(
      listOf(whole),
      ofScalar(collection(whole, ofScalar(ordered(whole)), listOf(whole))),
      listOf(listOf(whole)),
    ),
  ),
  behind(['grid.0.0', 'grid.1.0'], ordered(whole, ['age'])),
  behind(['colours'], collection(text, ofScalar(textual(text)), setOf(text)), setOf(text)),
  behind(['lucky'], collection(whole, ofScalar(ordered(whole)), setOf(whole)), setOf(whole)),
  behind(['prefs', 'main.prefs'], [...prefsOperators(), ...equality(prefs)]),
  behind(['span'], equality(span), span),
  behind(['spans'], collection(span, ofScalar(equality(span)), listOf(span))),
  behind(['kinds'], collection(flatPart, ofPart(0), setOf(flatPart))),
  behind(['main.marks', 'parts.0.marks'], collection(text, ofScalar(textual(text)), setOf(text))),
  ...[
    ['tags', 'main.tags', 'byName.a.tags'],
    ['prefs', 'main.prefs'],
    ['colours', 'main.marks'],
    ['parts', 'main.parts'],
    ['main', 'parts.0', 'byName.a'],
  ].map((paths) =>
    behind(
      paths,
      ['$eq', '$ne'].map((name) => operator(name, field(paths))),
    ),
  ),
  behind(['main'], equality(part)),
  behind(['byName.a', 'byName.A'], equality(flatPart)),
  behind(['byName.a.n', 'byName.b.n', 'main.parts.0.n', 'main.prefs.b'], ordered(whole, ['age'])),
  behind(['byName.a.name', 'main.parts.1.name'], textual(text, names)),
  behind(['byName'], prefsOperators()),
  behind(['parts', 'main.parts'], collection(flatPart, ofPart(1), listOf(part))),
);

function field(paths: readonly string[]): fc.Arbitrary<unknown> {
  return fc.constantFrom(...paths).map(($field) => ({ $field }));
}

/** Random filters over `Sample`, legal by construction. */
export const sampleFilter: Nodes = combined(
  fc.oneof(
    { weight: 3, arbitrary: condition },
    { weight: 1, arbitrary: fc.tuple(condition, condition).map(([first, second]) => ({ ...first, ...second })) },
  ),
  2,
);
