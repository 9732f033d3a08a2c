import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import type { FindOperation } from '../../query/operation';
import type { OrderTerm } from '../../query/selection';
import type { Expression } from './mongodb-expression';
import { isPathName, literal } from './mongodb-expression';
import { hasCompoundKey, ID, isKeyField } from './mongodb-names';
import { orderOf, sortStage } from './mongodb-order';
import { documentScope, pathValue, stepName, stepsOf } from './mongodb-path';
import type { BsonDocument } from './mongodb-statement';

/**
 * The stages that leave out repeated rows of a selection: groups by the selected values, in the order that is asked for, and
 * documents with the values where they were stored. What is not selected gives no order.
 */
export function distinctStages(operation: FindOperation): readonly BsonDocument[] {
  const { model, selection } = operation;
  const scope = documentScope(model);
  const values = selection.map((path, index) => [`v${index}`, { $ifNull: [pathValue(path, scope), null] }] as const);
  const terms = operation.orderBy.filter((term) => positionOf(term, selection) !== -1);
  const order = orderOf(model, terms, (term) => `${ID}.v${positionOf(term, selection)}`);
  return [
    { $group: { [ID]: Object.fromEntries(values) } },
    ...(order.before === null ? [] : [order.before]),
    ...(order.sort.length === 0 ? [] : [sortStage(order.sort)]),
    ...(operation.skip === 0 ? [] : [{ $skip: operation.skip }]),
    ...(operation.limit === null || operation.limit === 0 ? [] : [{ $limit: operation.limit }]),
    { $replaceWith: documentOf(operation) },
  ];
}

function positionOf(term: OrderTerm, selection: readonly FieldPath[]): number {
  return selection.findIndex((path) => path.text === term.path.text);
}

/** A place in the document that is made: its value, or the places in it. */
interface Place {
  value: Expression | null;
  readonly isList: boolean;
  readonly parts: Map<string, Place>;
}

function makePlace(isList: boolean): Place {
  return { value: null, isList, parts: new Map() };
}

function documentOf({ model, selection }: FindOperation): Expression {
  const root = makePlace(false);
  for (const [index, path] of selection.entries()) {
    const names = namesOf(model, path);
    let place = root;
    // What has parts by number is a list.
    for (const [at, { name }] of names.entries()) place = partOf(place, name, names[at + 1]?.isIndex === true);
    place.value = `$${ID}.v${index}`;
  }
  return expressionOf(root);
}

interface Name {
  readonly name: string;
  readonly isIndex: boolean;
}

function namesOf(model: ModelMetadata, path: FieldPath): readonly Name[] {
  const { field } = path;
  const steps = stepsOf(path, null).map(({ step, type }) => ({
    name: stepName(type, step),
    isIndex: step.kind === 'index',
  }));
  if (field === null) return steps;
  const start = isKeyField(field) ? [ID, ...(hasCompoundKey(model) ? [field.column] : [])] : [field.column];
  return [...start.map((name) => ({ name, isIndex: false })), ...steps];
}

function partOf(place: Place, name: string, isList: boolean): Place {
  const known = place.parts.get(name);
  if (known !== undefined) return known;
  const made = makePlace(isList);
  place.parts.set(name, made);
  return made;
}

function expressionOf({ value, isList, parts }: Place): Expression {
  // A whole value holds what is selected of it as well.
  if (value !== null) return value;
  if (isList) {
    const length = Math.max(...[...parts.keys()].map(Number)) + 1;
    const items = Array.from({ length }, (_, index) => parts.get(String(index)));
    return { $concatArrays: [items.map((item) => (item === undefined ? null : expressionOf(item)))] };
  }
  const members = [...parts].map(([name, part]) => [name, expressionOf(part)] as const);
  if (members.every(([name]) => isPathName(name))) return Object.fromEntries(members);
  return { $arrayToObject: [members.map(([name, part]) => ({ k: literal(name), v: part }))] };
}
