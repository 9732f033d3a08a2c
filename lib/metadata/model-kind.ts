/** Name of the static member by which a base class says what it describes: `'document'`, `'counter'` or `'view'`. */
export const MODEL_KIND: unique symbol = Symbol('polydoc.modelKind');
