import type { AnyClass } from '../internal/any-class';

/** Decorates a property of a class's instances. */
export type FieldDecorator = (target: object, property: string) => void;

/** Decorates a class, and gives the class to use in its place. */
export type ModelDecorator = <C extends AnyClass>(target: C) => C;

/** Decorates a class, which stays as it is. */
export type ClassDecorator = (target: AnyClass) => void;

/** Decorates a method. */
export type MethodDecorator = <M extends (...args: never[]) => unknown>(
  target: object,
  method: string,
  descriptor: TypedPropertyDescriptor<M>,
) => void;
