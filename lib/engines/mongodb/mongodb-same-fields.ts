import type { EmbeddedShape, LogicalType } from '../../types/logical-type';
import {
  allIn,
  anyOf,
  asList,
  bound,
  type Expression,
  entriesOf,
  every,
  isNull,
  isPresent,
  memberOf,
  some,
} from './mongodb-expression';
import { elementType, isPlainType } from './mongodb-types';

/** How often a shape that contains itself is gone into. */
const MAX_LEVELS = 3;

type Sides = readonly [Expression, Expression];

/** Where a comparison stands: shapes around it, and a number for the names of its variables. */
interface Place {
  readonly shapes: readonly EmbeddedShape[];
  readonly depth: number;
}

const OUTERMOST: Place = Object.freeze({ shapes: [], depth: 0 });

/**
 * True where two stored values of a type are equal and none of them is null. Embedded values are compared field by field,
 * sets and maps whatever their order. JSON, and a shape inside of itself below the third level, is compared by the server,
 * to which the order of members counts.
 */
export function sameFields(type: LogicalType, sides: Sides, place: Place = OUTERMOST): Expression {
  const [left, right] = sides;
  switch (type.kind) {
    case 'list':
      return isPlainType(type.element) ? sameForms(sides) : sameLists(type, sides, place);
    case 'set':
      return isPlainType(type.element)
        ? every([isPresent(left), isPresent(right), { $setEquals: [asList(left), asList(right)] }])
        : sameSets(type, sides, place);
    case 'map':
      return isPlainType(type.value)
        ? every([isPresent(left), isPresent(right), { $setEquals: [entriesOf(left), entriesOf(right)] }])
        : sameMaps(type, sides, place);
    case 'embedded':
      return sameEmbedded(type, sides, place);
    default:
      return sameForms(sides);
  }
}

function sameForms([left, right]: Sides): Expression {
  return every([isPresent(left), { $eq: [left, right] }]);
}

function within(place: Place, shape: EmbeddedShape | null = null): Place {
  return { depth: place.depth + 1, shapes: shape === null ? place.shapes : [...place.shapes, shape] };
}

function sameSize([left, right]: Sides, listOf: (value: Expression) => Expression): readonly Expression[] {
  return [isPresent(left), isPresent(right), { $eq: [{ $size: listOf(left) }, { $size: listOf(right) }] }];
}

function sameLists(type: LogicalType, sides: Sides, place: Place): Expression {
  const [left, right] = sides;
  const index = `n${place.depth}`;
  const items: Sides = [
    { $arrayElemAt: [asList(left), `$$${index}`] },
    { $arrayElemAt: [asList(right), `$$${index}`] },
  ];
  const positions = { $range: [0, { $size: asList(left) }] };
  const same = sameFields(elementType(type), items, within(place));
  return every([...sameSize(sides, asList), allIn(positions, index, same)]);
}

function sameSets(type: LogicalType, sides: Sides, place: Place): Expression {
  const [left, right] = sides;
  const [a, b] = [`a${place.depth}`, `b${place.depth}`];
  const same = sameFields(elementType(type), [`$$${a}`, `$$${b}`], within(place));
  return every([...sameSize(sides, asList), allIn(asList(left), a, anyOf(asList(right), b, same))]);
}

function sameMaps(type: LogicalType, sides: Sides, place: Place): Expression {
  const [left, right] = sides;
  const [a, b] = [`a${place.depth}`, `b${place.depth}`];
  const sameKey = { $eq: [`$$${a}.k`, `$$${b}.k`] };
  const same = every([sameKey, sameFields(elementType(type), [`$$${a}.v`, `$$${b}.v`], within(place))]);
  return every([...sameSize(sides, entriesOf), allIn(entriesOf(left), a, anyOf(entriesOf(right), b, same))]);
}

function sameEmbedded(
  type: Extract<LogicalType, { readonly kind: 'embedded' }>,
  [left, right]: Sides,
  place: Place,
): Expression {
  const shape = type.shape();
  if (place.shapes.filter((around) => around === shape).length >= MAX_LEVELS) return sameForms([left, right]);
  const inner = within(place, shape);
  return bound(left, `l${place.depth}`, (a) =>
    bound(right, `r${place.depth}`, (b) =>
      every([
        isPresent(a),
        isPresent(b),
        ...shape.fields.map((field) => {
          const parts: Sides = [memberOf(a, field.column), memberOf(b, field.column)];
          return some([every(parts.map(isNull)), sameFields(field.type, parts, inner)]);
        }),
      ]),
    ),
  );
}
