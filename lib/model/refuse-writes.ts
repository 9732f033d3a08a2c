import { ReadOnlyError } from '../errors/usage-errors';

const INSTANCE_WRITES = [
  'save',
  'saveJson',
  'insert',
  'update',
  'delete',
  'restore',
  'deleteColumns',
  'touch',
] as const;
const STATIC_WRITES = ['create', 'insertMany', 'saveMany', 'updateMany', 'deleteMany'] as const;

/** Name of a write that a class may refuse. */
export type RefusableWrite = (typeof INSTANCE_WRITES)[number] | (typeof STATIC_WRITES)[number];

/**
 * Makes the writes that a class inherits at run time, but does not have in its type, throw for callers without types.
 * @param allowed writes that the class has after all.
 * @param hint what to call instead.
 */
export function refuseWrites(
  modelClass: { readonly prototype: object; readonly name: string },
  allowed: readonly RefusableWrite[],
  hint: string,
): void {
  for (const name of INSTANCE_WRITES)
    if (!allowed.includes(name)) refuse(modelClass.prototype, name, modelClass.name, hint);
  for (const name of STATIC_WRITES) if (!allowed.includes(name)) refuse(modelClass, name, modelClass.name, hint);
}

function refuse(target: object, name: string, kind: string, hint: string): void {
  Object.defineProperty(target, name, {
    configurable: true,
    writable: true,
    value: function refused(this: unknown): Promise<never> {
      const model = modelName(this);
      const message = `${name}() does not exist on a ${kind}.`;
      return Promise.reject(new ReadOnlyError(message, { model, operation: name, hint }));
    },
  });
}

/** Name of the class that a static or an instance method was called on. */
function modelName(target: unknown): string | undefined {
  if (typeof target === 'function') return target.name;
  return typeof target === 'object' && target !== null ? target.constructor.name : undefined;
}
