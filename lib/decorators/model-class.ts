import { ModelDefinitionError } from '../errors/definition-errors';
import type { AnyClass } from '../internal/any-class';
import { classChain } from '../metadata/class-chain';
import { COMPLETE_CONSTRUCTION } from '../metadata/construction';
import { draftOf } from '../metadata/draft-of';
import { isModelClass } from '../metadata/is-model-class';

type Constructor = new (...args: unknown[]) => object;

const modelClasses = new WeakSet<object>();

/**
 * Gives the class that stands for a written one: a subclass that completes each document after the written constructor
 * and the field initialisers ran. It keeps name, length and, by inheritance, static members. A class that was made here
 * is given back as it is.
 */
export function modelClassOf<C extends AnyClass>(written: C): C {
  if (modelClasses.has(written)) return written;
  const made = subclassOf(asConstructor(written));
  modelClasses.add(made);
  return made as unknown as C; // A subclass with the same constructor and the same static side is a C.
}

/** Tells the models above a class that it exists. Asked before the class counts as a model, it does so once. */
export function announceModel(made: AnyClass): void {
  for (const base of classChain(made)) {
    if (base !== made && isModelClass(base)) draftOf(base).subclasses.add(made);
  }
}

function subclassOf(Written: Constructor): Constructor {
  class Model extends Written {
    constructor(...args: unknown[]) {
      super(...args);
      if (new.target === Model || completerOf(new.target) === Model) complete(this, new.target, args[0]);
    }
  }
  for (const name of ['name', 'length']) {
    const descriptor = Object.getOwnPropertyDescriptor(Written, name);
    if (descriptor !== undefined) Object.defineProperty(Model, name, descriptor);
  }
  return Model;
}

/** The decorated class nearest to the one that is constructed; of several in a chain only that one completes. */
function completerOf(constructed: unknown): unknown {
  let level = constructed;
  while (typeof level === 'function' && !modelClasses.has(level)) level = Object.getPrototypeOf(level);
  return level;
}

function complete(document: object, model: { readonly name: string }, attributes: unknown): void {
  const method: unknown = Reflect.get(document, COMPLETE_CONSTRUCTION);
  if (typeof method !== 'function') {
    throw new ModelDefinitionError(
      `${model.name}: must extend Document, CounterDocument or MaterializedView: write \`extends Document\`.`,
      { model: model.name },
    );
  }
  Reflect.apply(method, document, [attributes]);
}

/** An abstract class is one for the type checker only, and `super` may call it. */
function asConstructor(written: unknown): Constructor {
  return written as Constructor;
}
