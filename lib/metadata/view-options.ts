import type { AnyClass } from '../internal/any-class';

/** Key of a view: fields in order (the first is the partition), or partition and clustering fields. */
export type ViewKeys =
  | readonly string[]
  | { readonly partition: readonly string[]; readonly clustering?: readonly string[] | undefined };

/** Options of `@View`. `S` is a document of the source model. */
export interface ViewOptions<S extends object = object> {
  /** The source model, or a function that gives it, for classes that are declared later. */
  readonly of: AnyClass<S> | (() => AnyClass<S>);
  /** Filter that source rows must match. */
  readonly where?: object | undefined;
  /** Fields of the source that the view keeps; those that the view declares unless stated. */
  readonly columns?: readonly (keyof S & string)[] | undefined;
  /** Key fields of the view; its `@PrimaryKey` and `@ClusteringKey` fields unless stated. */
  readonly keys?: ViewKeys | undefined;
  /** Order of rows inside a partition: `'-name'`, `['name', 'desc']`, lists of those, or `{ name: 'desc' }`. */
  readonly orderBy?: unknown;
  /** Groups and computations, as `aggregate()` takes them. */
  readonly aggregate?: object | undefined;
}

/** The options of a view whatever its source is. */
export interface ViewStatement extends Omit<ViewOptions, 'columns'> {
  readonly columns?: readonly string[] | undefined;
}
