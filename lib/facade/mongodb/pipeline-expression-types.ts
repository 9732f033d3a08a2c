import type { Leaf } from '../../query/value-types';
import type { Decimal } from '../../types/decimal';
import type { RowPath, RowValue } from './pipeline-row-types';

/** An expression whose `$path`s are held against the row at hand; the same type where all of them are there. */
export type CheckedExpression<R, E> = E extends string
  ? CheckedText<R, E>
  : E extends Leaf | null | undefined | { readonly $literal: unknown }
    ? E
    : E extends object
      ? { readonly [K in keyof E]: CheckedExpression<R, E[K]> }
      : E;

type CheckedText<R, E extends string> = E extends `$$${string}`
  ? E
  : E extends `$${infer P}`
    ? P extends RowPath<R>
      ? E
      : `$${RowPath<R>}`
    : E;

/** What can be computed from: the path of a field with or without `$`, a variable, a number, an expression. */
export type PipelineOperand<R> =
  | RowPath<R>
  | `$${RowPath<R>}`
  | `$$${string}`
  | Exclude<Leaf, string | symbol>
  | null
  | { readonly [operator: string]: unknown }
  | readonly unknown[];

/** The value of an operand. */
export type OperandValue<R, E> = E extends string
  ? E extends `$${string}`
    ? ExpressionValue<R, E>
    : RowValue<R, E>
  : ExpressionValue<R, E>;

type BooleanOperator =
  | ('$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte' | '$and' | '$or' | '$not' | '$in' | '$isArray' | '$isNumber')
  | ('$regexMatch' | '$setEquals' | '$setIsSubset' | '$allElementsTrue' | '$anyElementTrue');

type TextOperator =
  | ('$toLower' | '$toUpper' | '$toString' | '$dateToString' | '$substrCP' | '$substrBytes' | '$concat' | '$trim')
  | ('$ltrim' | '$rtrim' | '$replaceOne' | '$replaceAll' | '$type');

type NumberOperator =
  | ('$size' | '$strLenCP' | '$strLenBytes' | '$year' | '$month' | '$dayOfMonth' | '$dayOfWeek' | '$dayOfYear')
  | ('$hour' | '$minute' | '$second' | '$millisecond' | '$week' | '$isoWeek' | '$isoDayOfWeek' | '$indexOfArray')
  | ('$indexOfCP' | '$cmp' | '$dateDiff' | '$toInt' | '$toDouble' | '$sqrt' | '$ln' | '$log10' | '$exp');

type DateOperator = '$dateTrunc' | '$dateAdd' | '$dateSubtract' | '$toDate' | '$dateFromString' | '$dateFromParts';

type ArithmeticOperator =
  | '$add'
  | '$subtract'
  | '$multiply'
  | '$mod'
  | '$abs'
  | '$ceil'
  | '$floor'
  | '$round'
  | '$trunc';

type OperatorOf<E> = keyof E & `$${string}`;

/** The value of an expression, as far as the compiler follows it; else `unknown`. */
export type ExpressionValue<R, E> = E extends string
  ? TextValue<R, E>
  : E extends number
    ? number
    : E extends boolean
      ? boolean
      : E extends Leaf | null
        ? E
        : E extends readonly unknown[]
          ? ExpressionValue<R, E[number]>[]
          : [OperatorOf<E>] extends [never]
            ? { -readonly [K in keyof E]: ExpressionValue<R, E[K]> }
            : OperatorValue<R, E, OperatorOf<E>>;

type TextValue<R, E extends string> = E extends '$$ROOT' | '$$CURRENT'
  ? R
  : E extends '$$NOW'
    ? Date
    : E extends `$$${string}`
      ? unknown
      : E extends `$${infer P}`
        ? RowValue<R, P>
        : string;

type OperatorValue<R, E, O extends keyof E> = O extends BooleanOperator
  ? boolean
  : O extends TextOperator
    ? string | null
    : O extends NumberOperator
      ? number | null
      : O extends DateOperator
        ? Date | null
        : O extends ArithmeticOperator
          ? ArithmeticValue<OperandsOf<R, E[O]>>
          : ChoiceValue<R, E, O>;

type OperandsOf<R, E> = E extends readonly unknown[] ? ExpressionValue<R, E[number]> : ExpressionValue<R, E>;

/** Results are as exact as the operands; a date that is added to stays one. */
type ArithmeticValue<V> =
  | (unknown extends V
      ? unknown
      : [Extract<V, Date>] extends [never]
        ? [Extract<V, Decimal>] extends [never]
          ? [Extract<V, bigint>] extends [never]
            ? number
            : bigint
          : Decimal
        : Date | number)
  | (null extends V ? null : never);

type ChoiceValue<R, E, O extends keyof E> = O extends '$literal'
  ? Widened<E[O]>
  : O extends '$ifNull'
    ? E[O] extends readonly [...infer F, infer L]
      ? NonNullable<ExpressionValue<R, F[number]>> | ExpressionValue<R, L>
      : unknown
    : O extends '$cond'
      ? E[O] extends readonly [unknown, infer A, infer B]
        ? ExpressionValue<R, A> | ExpressionValue<R, B>
        : E[O] extends { readonly then: infer A; readonly else: infer B }
          ? ExpressionValue<R, A> | ExpressionValue<R, B>
          : unknown
      : unknown;

type Widened<V> = V extends string ? string : V extends number ? number : V extends boolean ? boolean : V;
