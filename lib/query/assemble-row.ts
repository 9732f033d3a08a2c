import type { FieldPath, PathStep } from './field-path';

/**
 * A plain object of selected values, nested as stored: `b.c` becomes `{ b: { c } }`.
 * @param selection paths of which none is a part of another
 * @param values decoded values, by position of `selection`
 */
export function assembleRow(selection: readonly FieldPath[], values: readonly unknown[]): object {
  const row: object = {};
  for (let index = 0; index < selection.length; index += 1) {
    const path = selection[index];
    if (path !== undefined) place(row, path, values[index]);
  }
  return row;
}

function place(row: object, path: FieldPath, value: unknown): void {
  let target = row;
  let name = path.field?.property ?? '';
  for (const step of path.steps) {
    target = inner(target, name);
    name = nameOf(step);
  }
  define(target, name, value);
}

function inner(target: object, name: string): object {
  const existing: unknown = Object.hasOwn(target, name) ? Reflect.get(target, name) : undefined;
  if (typeof existing === 'object' && existing !== null) return existing;
  const created: object = {};
  define(target, name, created);
  return created;
}

function nameOf(step: PathStep): string {
  if (step.kind === 'property') return step.field.property;
  return String(step.kind === 'key' ? step.key : step.index);
}

/** Defined, not assigned: a map may have a key named `__proto__`. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}
