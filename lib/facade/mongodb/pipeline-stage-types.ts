import type { AnyClass } from '../../internal/any-class';
import type { Filter } from '../../query/filter';
import type { NativeFilter } from '../../query/native-filter';
import type { Accumulator, PipelineWindow, WindowOperator } from './pipeline-accumulator-types';
import type { ExpressionValue, PipelineOperand } from './pipeline-expression-types';
import type { ElementIn, PickedRow, PipelineRow, Replaced, ReplacedAt, RowPath, RowValue } from './pipeline-row-types';
import type { PipelineSort } from './pipeline-sort-types';

type Comparable<V> = unknown extends V ? unknown : NonNullable<V> | ElementIn<NonNullable<V>> | null;

/** What a member of a row can be asked, in MongoDB's words. */
export interface RowOperators<V> {
  readonly $eq?: Comparable<V>;
  readonly $ne?: Comparable<V>;
  readonly $gt?: Comparable<V>;
  readonly $gte?: Comparable<V>;
  readonly $lt?: Comparable<V>;
  readonly $lte?: Comparable<V>;
  readonly $in?: readonly Comparable<V>[];
  readonly $nin?: readonly Comparable<V>[];
  readonly $all?: readonly ElementIn<V>[];
  readonly $exists?: boolean;
  readonly $type?: string | number | readonly (string | number)[];
  readonly $size?: number;
  readonly $mod?: readonly [number, number];
  readonly $regex?: string | RegExp;
  readonly $options?: string;
  readonly $not?: RowOperators<V> | RegExp;
  readonly $elemMatch?: Readonly<Record<string, unknown>>;
}

/** A query over rows that are not the model's any more: MongoDB's own, with the names of the row. */
export type RowQuery<R> = {
  readonly [P in RowPath<R>]?: Comparable<RowValue<R, P>> | RowOperators<RowValue<R, P>> | RegExp;
} & {
  readonly $and?: readonly RowQuery<R>[];
  readonly $or?: readonly RowQuery<R>[];
  readonly $nor?: readonly RowQuery<R>[];
  readonly $expr?: unknown;
};

/** What `match` takes: a filter of the model while the rows are still its own, else a query over the rows. */
export type PipelineMatch<R, M> = [M] extends [never] ? RowQuery<R> | NativeFilter : Filter<M>;

/** Expressions by the names that they get. */
export type FieldExpressions = Readonly<Record<string, unknown>>;

/** The row with members that expressions make; what is made below others is not followed. */
export type WithFields<R, F> = Replaced<
  R,
  { -readonly [K in keyof F as K extends `${string}.${string}` ? never : K]: ExpressionValue<R, F[K]> }
>;

/** What `project` takes as an object: 1 keeps, 0 leaves out, an expression computes. */
export type Projection = Readonly<Record<string, unknown>>;

type Drops<S> = [S[keyof S]] extends [0 | false] ? true : false;
type KeptNames<S> = { [K in keyof S & string]: S[K] extends 1 | true ? K : never }[keyof S & string];

/** The row of a projection. */
export type ProjectedRow<R, S> =
  Drops<S> extends true
    ? Omit<R, keyof S>
    : Replaced<
        PickedRow<R, KeptNames<S>>,
        { -readonly [K in keyof S as S[K] extends 1 | true ? never : K]: ExpressionValue<R, S[K]> }
      >;

/** Options of `unwind`. */
export interface UnwindOptions<P, I> {
  readonly path: P;
  /** Name of the element's position, from 0. */
  readonly includeArrayIndex?: I;
  /** Keeps rows whose list is empty or not there. */
  readonly preserveNullAndEmptyArrays?: boolean;
}

type Bare<P extends string> = P extends `$${infer Q}` ? Q : P;

/** The row with an element in place of a list. */
export type UnwoundRow<R, P extends string, I extends string = never> = ReplacedAt<
  [I] extends [never] ? R : Replaced<R, { [K in I]: number | null }>,
  Bare<P>,
  ElementIn<RowValue<R, Bare<P>>>
>;

/** What `replaceRoot` makes a row of. */
export type NewRoot<R, E> = E extends string
  ? RootObject<NonNullable<RowValue<R, Bare<E>>>>
  : RootObject<NonNullable<ExpressionValue<R, E>>>;

type RootObject<V> = unknown extends V ? Record<string, unknown> : V extends object ? V : never;

/** A model class, or the name of a collection. */
export type JoinSource = AnyClass | string;

/** Rows of what is joined. */
export type JoinedRow<J> = J extends AnyClass<infer T> ? PipelineRow<T> : Record<string, unknown>;

/** The model of what is joined. */
export type JoinedModel<J> = J extends AnyClass<infer T> ? T : never;

/** Options of `bucket`. */
export interface BucketOptions<R, O> {
  readonly groupBy: PipelineOperand<R>;
  /** Lower bounds, and the upper one of the last group; in ascending order. */
  readonly boundaries: readonly unknown[];
  /** Key of the group of everything else; without it, a value outside is an error of the server. */
  readonly default?: unknown;
  readonly output?: O & Readonly<Record<string, Accumulator<R>>>;
}

/** Options of `bucketAuto`. */
export interface BucketAutoOptions<R, O> {
  readonly groupBy: PipelineOperand<R>;
  readonly buckets: number;
  readonly output?: O & Readonly<Record<string, Accumulator<R>>>;
  readonly granularity?:
    | ('R5' | 'R10' | 'R20' | 'R40' | 'R80' | '1-2-5' | 'E6' | 'E12' | 'E24' | 'E48' | 'E96' | 'E192')
    | 'POWERSOF2';
}

/** Options of `setWindowFields`. */
export interface WindowOptions<R, O> {
  readonly partitionBy?: PipelineOperand<R>;
  readonly sortBy?: PipelineSort<R, never>;
  readonly output: O & Readonly<Record<string, WindowOperator<R> & { readonly window?: PipelineWindow }>>;
}

/** Options of `densify`. */
export interface DensifyOptions<R> {
  readonly field: RowPath<R>;
  readonly partitionByFields?: readonly RowPath<R>[];
  readonly range: {
    readonly step: number;
    readonly unit?: 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';
    readonly bounds: 'full' | 'partition' | readonly [unknown, unknown];
  };
}

/** Options of `fill`. */
export interface FillOptions<R> {
  readonly partitionBy?: PipelineOperand<R>;
  readonly partitionByFields?: readonly RowPath<R>[];
  readonly sortBy?: PipelineSort<R, never>;
  readonly output: {
    readonly [K in keyof R & string]?: { readonly value: unknown } | { readonly method: 'linear' | 'locf' };
  };
}

/** Options of `geoNear`. */
export interface GeoNearOptions<R, M, D, L> {
  readonly near: { readonly type: 'Point'; readonly coordinates: readonly number[] } | readonly [number, number];
  /** Name of the distance, in metres from a GeoJSON point. */
  readonly distanceField: D;
  /** The field with the geospatial index, where there are several. */
  readonly key?: RowPath<R>;
  readonly query?: Filter<M>;
  readonly maxDistance?: number;
  readonly minDistance?: number;
  readonly distanceMultiplier?: number;
  readonly spherical?: boolean;
  /** Name of the place that was measured. */
  readonly includeLocs?: L;
}

/** Where `merge` and `out` write: a model class, the name of a collection, or one of another database. */
export type PipelineSink = JoinSource | { readonly db: string; readonly coll: string };

/** Options of `merge`. */
export interface MergeOptions {
  readonly into: PipelineSink;
  /** Names that tell which rows match; they need a unique index. `_id` when left out. */
  readonly on?: string | readonly string[];
  readonly let?: FieldExpressions;
  /** `merge` when left out; fields to set are expressions over the row that is there and `$$new`. */
  readonly whenMatched?: 'replace' | 'keepExisting' | 'merge' | 'fail' | FieldExpressions;
  readonly whenNotMatched?: 'insert' | 'discard' | 'fail';
}
