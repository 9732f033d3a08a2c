import type { Decimal } from '../../types/decimal';
import type { ExpressionValue, OperandValue, PipelineOperand } from './pipeline-expression-types';
import type { SortDirectionOf } from './pipeline-sort-types';

type OneOperand = '$sum' | '$avg' | '$first' | '$last' | '$min' | '$max' | '$push' | '$addToSet' | '$mergeObjects';
type Deviation = '$stdDevPop' | '$stdDevSamp';
type SeveralOperand = '$firstN' | '$lastN' | '$minN' | '$maxN';

type One<N extends string, V> = N extends string ? { readonly [K in N]: V } : never;

/** What a group can compute, by MongoDB's names. Text is the path of a field, with or without `$`. */
export type Accumulator<R> =
  | One<OneOperand | Deviation | '$concatArrays' | '$setUnion', PipelineOperand<R>>
  | { readonly $count: { readonly [none: string]: never } }
  | One<SeveralOperand, { readonly input: PipelineOperand<R>; readonly n: unknown }>
  | One<'$top' | '$bottom', { readonly output: PipelineOperand<R>; readonly sortBy: SortDirectionOf<R> }>
  | One<
      '$topN' | '$bottomN',
      { readonly output: PipelineOperand<R>; readonly sortBy: SortDirectionOf<R>; readonly n: unknown }
    >
  | { readonly $median: { readonly input: PipelineOperand<R>; readonly method?: 'approximate' } }
  | {
      readonly $percentile: {
        readonly input: PipelineOperand<R>;
        readonly p: readonly number[];
        readonly method?: 'approximate';
      };
    };

/** Rows around the one at hand. */
export interface PipelineWindow {
  readonly documents?: readonly ['unbounded' | 'current' | number, 'unbounded' | 'current' | number];
  readonly range?: readonly ['unbounded' | 'current' | number, 'unbounded' | 'current' | number];
  readonly unit?: string;
}

type Nothing = { readonly [none: string]: never };

/** What can be computed over a window beside the accumulators. */
export type WindowOperator<R> =
  | Exclude<Accumulator<R>, { readonly $mergeObjects: unknown }>
  | One<'$rank' | '$denseRank' | '$documentNumber', Nothing>
  | One<'$linearFill' | '$locf', PipelineOperand<R>>
  | One<'$covariancePop' | '$covarianceSamp', readonly [PipelineOperand<R>, PipelineOperand<R>]>
  | One<'$derivative' | '$integral', { readonly input: PipelineOperand<R>; readonly unit?: string }>
  | { readonly $expMovingAvg: { readonly input: PipelineOperand<R>; readonly N?: number; readonly alpha?: number } }
  | { readonly $minMaxScaler: { readonly input: PipelineOperand<R>; readonly min?: number; readonly max?: number } }
  | { readonly $shift: { readonly output: PipelineOperand<R>; readonly by: number; readonly default?: unknown } };

/** The result of an accumulator. */
export type AccumulatorValue<R, A> = A extends { readonly $sum: infer E }
  ? SumValue<NonNullable<OperandValue<R, E>>>
  : A extends { readonly $avg: infer E }
    ? Averages<NonNullable<OperandValue<R, E>>>
    : A extends One<'$first' | '$last' | '$min' | '$max' | '$locf', infer E>
      ? OperandValue<R, E> | null
      : A extends One<'$push' | '$addToSet', infer E>
        ? OperandValue<R, E>[]
        : A extends One<SeveralOperand, { readonly input: infer E }>
          ? OperandValue<R, E>[]
          : A extends One<'$topN' | '$bottomN', { readonly output: infer E }>
            ? OperandValue<R, E>[]
            : A extends One<'$top' | '$bottom' | '$shift', { readonly output: infer E }>
              ? OperandValue<R, E> | null
              : NumberResult<A>;

type NumberResult<A> =
  A extends One<'$count' | '$rank' | '$denseRank' | '$documentNumber', unknown>
    ? number
    : A extends { readonly $percentile: unknown }
      ? number[] | null
      : A extends { readonly $mergeObjects: unknown }
        ? Record<string, unknown>
        : A extends One<Deviation | '$median' | '$derivative' | '$integral' | '$expMovingAvg' | '$linearFill', unknown>
          ? number | null
          : A extends One<'$covariancePop' | '$covarianceSamp' | '$minMaxScaler', unknown>
            ? number | null
            : unknown;

type SumValue<V> = unknown extends V ? unknown : [V] extends [Decimal | bigint] ? V : number;

type Averages<V> = unknown extends V ? unknown : [V] extends [Decimal] ? Decimal | null : number | null;

/** The key of a group: of an object its members are paths or expressions, too. */
export type GroupKeyValue<R, K> = K extends string
  ? OperandValue<R, K>
  : K extends null
    ? null
    : [keyof K & `$${string}`] extends [never]
      ? { -readonly [N in keyof K]: OperandValue<R, K[N]> }
      : ExpressionValue<R, K>;

/** The rows of a group. */
export type GroupedRow<R, G> = {
  -readonly [K in keyof G]: K extends '_id' ? GroupKeyValue<R, G[K]> : AccumulatorValue<R, G[K]>;
};

/** Members that accumulators compute. */
export type AccumulatedRow<R, O> = { -readonly [K in keyof O]: AccumulatorValue<R, O[K]> };
