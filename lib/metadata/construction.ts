/**
 * Name of the method that a decorated class calls at the end of its construction, with the first argument of `new`.
 * It is found on the prototype of every document class.
 */
export const COMPLETE_CONSTRUCTION: unique symbol = Symbol('polydoc.completeConstruction');
