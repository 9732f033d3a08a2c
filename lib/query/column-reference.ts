import type { FieldPath } from './field-path';

/**
 * A place in the values of a `sql` or `cql` fragment where a column's name goes and nothing is bound. Compilers tell
 * it by `instanceof`, so that no value from outside passes for one.
 */
export class ColumnReference {
  constructor(readonly path: FieldPath) {
    Object.freeze(this);
  }
}
