import { asRecord } from '../internal/as-record';
import type { Assignment } from '../query/assignment';
import type { FieldPath, PathStep } from '../query/field-path';
import { cloneValue } from '../types/clone-value';
import type { LogicalType } from '../types/logical-type';

/** A document as an update would leave it, for the rules to be held against. */
export interface RuleDraft {
  readonly document: object;
  /** Paths of the values that the caller states; problems elsewhere are not the update's. */
  readonly stated: readonly string[];
}

/**
 * Applies what the caller states himself to a copy: values set, and elements and entries added. What the store works out
 * (`$inc`, `$pull`) stays as it is in memory, where it may not be what is stored. Null when nothing is stated.
 */
export function ruleDraft(document: object, assignments: readonly Assignment[]): RuleDraft | null {
  const copy: object = Object.create(Object.getPrototypeOf(document));
  Object.assign(copy, document);
  const copied = new Set<string>();
  const stated = assignments.flatMap((assignment) => {
    const { field } = assignment.path;
    if (field === null) return [];
    if (!copied.has(field.property)) {
      asRecord(copy)[field.property] = cloneValue(field.type, asRecord(copy)[field.property]);
      copied.add(field.property);
    }
    return apply(copy, assignment);
  });
  return stated.length === 0 ? null : { document: copy, stated };
}

/** True for a problem with a value that the caller states, or inside of it. */
export function isStated(draft: RuleDraft, path: string): boolean {
  return draft.stated.some((stated) => path === stated || path.startsWith(`${stated}.`));
}

function apply(copy: object, assignment: Assignment): string[] {
  const { path } = assignment;
  switch (assignment.kind) {
    case 'set':
      write(copy, path, assignment.value);
      return [path.text];
    case 'setIndex':
      return applyElements(copy, path, (list) => {
        list[assignment.index] = assignment.value;
        return [assignment.index];
      });
    case 'push':
    case 'addToSet':
      return applyElements(copy, path, (list) => {
        const start = list.length;
        list.push(...assignment.values);
        return assignment.values.map((_value, index) => start + index);
      });
    case 'prepend':
      return applyElements(copy, path, (list) => {
        list.unshift(...assignment.values);
        return assignment.values.map((_value, index) => index);
      });
    case 'put': {
      const map = read(copy, path);
      write(copy, path, new Map([...(map instanceof Map ? map : []), ...assignment.entries]));
      return assignment.entries.map(([key]) => `${path.text}.${String(key)}`);
    }
    default:
      return [];
  }
}

/** Changes the list or set at the path; the answer are the paths of what `change` says it put there. */
function applyElements(copy: object, path: FieldPath, change: (list: unknown[]) => readonly number[]): string[] {
  const held = read(copy, path);
  const list: unknown[] = Array.isArray(held) || held instanceof Set ? [...held] : [];
  const indexes = change(list);
  write(copy, path, path.type.kind === 'set' ? new Set(list) : list);
  return indexes.map((index) => `${path.text}.${index}`);
}

function read(copy: object, path: FieldPath): unknown {
  const start: unknown = asRecord(copy)[path.field?.property ?? ''];
  return path.steps.reduce<unknown>((value, step) => partOf(value, step), start);
}

function partOf(value: unknown, step: PathStep): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (step.kind === 'key') return value instanceof Map ? value.get(step.key) : undefined;
  if (step.kind === 'index') return Array.isArray(value) ? value[step.index] : undefined;
  return asRecord(value)[step.field.property];
}

function write(copy: object, path: FieldPath, value: unknown): void {
  const { field, steps } = path;
  if (field === null) return;
  const record = asRecord(copy);
  record[field.property] = withPart(field.type, record[field.property], steps, value);
}

/** The holder with the part put in; a holder that is missing is made, as the store makes it. */
function withPart(type: LogicalType, holder: unknown, steps: readonly PathStep[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const held = holder ?? emptyHolder(type);
  const part = withPart(partType(type, step), partOf(held, step), rest, value);
  if (step.kind === 'key' && held instanceof Map) held.set(step.key, part);
  else if (step.kind === 'index' && Array.isArray(held)) held[step.index] = part;
  else if (step.kind === 'property' && typeof held === 'object' && held !== null) {
    asRecord(held)[step.field.property] = part;
  }
  return held;
}

function emptyHolder(type: LogicalType): unknown {
  if (type.kind === 'embedded') return Object.create(type.shape().prototype);
  if (type.kind === 'map') return new Map();
  return type.kind === 'list' ? [] : undefined;
}

function partType(type: LogicalType, step: PathStep): LogicalType {
  if (step.kind === 'property') return step.field.type;
  if (type.kind === 'map') return type.value;
  return type.kind === 'list' ? type.element : type;
}
