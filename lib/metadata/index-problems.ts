import type { LogicalType } from '../types/logical-type';
import type { FieldMetadata } from './field-metadata';
import type { IndexMetadata } from './index-metadata';
import { nameProblem } from './name-problem';

/** Everything that is wrong with the indexes of a model, as messages without the model's name. */
export function indexProblems(
  indexes: readonly IndexMetadata[],
  fieldByProperty: ReadonlyMap<string, FieldMetadata>,
): readonly string[] {
  const problems: string[] = [];
  for (const index of indexes) problems.push(...problemsOf(index, fieldByProperty));
  return [...problems, ...twins(indexes)];
}

function* problemsOf(index: IndexMetadata, fields: ReadonlyMap<string, FieldMetadata>): Iterable<string> {
  const label = labelOf(index);
  const naming = index.name === null ? null : nameProblem('name', index.name);
  if (naming !== null) yield `${label}: ${naming}: write name: '...'`;
  if (index.parts.length === 0) yield `${label} covers no field: write @Index(['field'])`;
  const paths = index.parts.map((part) => part.path);
  if (new Set(paths).size < paths.length) yield `${label} names a field twice: name each once`;
  for (const path of paths) {
    if (!leadsToField(path.split('.'), fields)) {
      yield `${label}: there is no field ${path}: write the name of a property, or a path such as 'address.city'`;
    }
  }
}

function* twins(indexes: readonly IndexMetadata[]): Iterable<string> {
  const seen = new Set<string>();
  for (const index of indexes) {
    const identity = index.name ?? JSON.stringify([index.parts, index.using, index.where === null]);
    if (seen.has(identity)) yield `${labelOf(index)} is declared twice: drop one, or give it another name`;
    seen.add(identity);
  }
}

function labelOf(index: IndexMetadata): string {
  const parts = index.parts.map((part) => `'${part.direction === 'desc' ? '-' : ''}${part.path}'`);
  return `@Index([${parts.join(', ')}])`;
}

function leadsToField(steps: readonly string[], fields: ReadonlyMap<string, FieldMetadata>): boolean {
  const [first, ...rest] = steps;
  const field = first === undefined ? undefined : fields.get(first);
  return field !== undefined && leadsInto(field.type, rest);
}

function leadsInto(type: LogicalType, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  switch (type.kind) {
    case 'json':
      return true;
    case 'embedded': {
      const inner = type.shape().fields.find((field) => field.property === step);
      return inner !== undefined && leadsInto(inner.type, rest);
    }
    case 'list':
    case 'set':
      return leadsInto(type.element, /^\d+$/.test(step) ? rest : steps);
    case 'map':
      return leadsInto(type.value, rest);
    case 'tuple': {
      const element = type.elements[Number(step)];
      return element !== undefined && leadsInto(element, rest);
    }
    default:
      return false;
  }
}
