import type { EmbeddedShape } from './logical-type';

/**
 * An embedded value without values. Field initialisers run, as in class-transformer's `plainToInstance`, where the class
 * can be made without arguments.
 */
export function instanceOfShape(shape: EmbeddedShape): object {
  const owner: unknown = shape.prototype.constructor;
  if (typeof owner !== 'function' || owner.length > 0) return Object.create(shape.prototype);
  const made: unknown = Reflect.construct(owner, []);
  return typeof made === 'object' && made !== null ? made : Object.create(shape.prototype);
}
