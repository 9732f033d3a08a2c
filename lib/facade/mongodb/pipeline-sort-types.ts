import type { FieldOrder } from '../../query/field-order';
import type { RowPath } from './pipeline-row-types';

type Direction = 1 | -1 | 'asc' | 'desc' | { readonly $meta: 'textScore' | 'searchScore' };

/** An order as an object: names and directions, in their order. */
export type SortDirectionOf<R> = { readonly [P in RowPath<R>]?: Direction };

type Term<R, M> =
  | RowPath<R>
  | `-${RowPath<R>}`
  | readonly [RowPath<R>, 'asc' | 'desc']
  | SortDirectionOf<R>
  | ([M] extends [never] ? never : FieldOrder<M>);

/** A sort payload over rows: a name, a name behind a minus, a pair, an object, an order from `fields()`, or a list. */
export type PipelineSort<R, M> = Term<R, M> | readonly Term<R, M>[];
