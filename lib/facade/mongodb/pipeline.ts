import type { AnyClass } from '../../internal/any-class';
import { invalidQuery } from '../../query/refuse-query';
import type { AccumulatedRow, Accumulator, GroupedRow } from './pipeline-accumulator-types';
import type { CheckedExpression, OperandValue, PipelineOperand } from './pipeline-expression-types';
import { geoNearStage } from './pipeline-geo-stage';
import { bucketAutoStage, bucketStage, groupStage, sortByCountStage } from './pipeline-group-stages';
import { facetStage, graphLookupStage, lookupStage, unionStage } from './pipeline-join-stages';
import type { GraphLookupOptions, LookupOptions } from './pipeline-join-types';
import { projectStage } from './pipeline-project';
import { countStage, limitStage, matchStage, rawStages, skipStage, sortStage } from './pipeline-row-stages';
import type { PickedRow, PipelineRow, Replaced, RowPath, Simplify, UnitedRow } from './pipeline-row-types';
import { type PipelineOrigin, runPipeline, streamPipeline } from './pipeline-run';
import { addFieldsStage, replaceRootStage, unsetStage, unwindStage } from './pipeline-shape-stages';
import type { PipelineSort } from './pipeline-sort-types';
import type * as Stage from './pipeline-stage-types';
import { type PipelineOptions, pipelineStart } from './pipeline-start';
import type { PipelineState } from './pipeline-state';
import { densifyStage, fillStage, windowStage } from './pipeline-window-stages';
import { mergeStage, outStage } from './pipeline-write-stages';

type Optional<V> = V | null | undefined;

/** The stages say what the rows are; the step that adds one types it. */
function typed<V>(result: unknown): V {
  return result as V;
}

/**
 * An aggregation pipeline of MongoDB over the rows of a model, under MongoDB's own names. Immutable: every step gives a new
 * one. It does nothing until it is awaited or iterated, and each time it is run anew, in the session at hand. Names are
 * those of the model, then those that stages give; stored names come in when it is run. Rows are plain objects. Steps throw
 * InvalidQueryError (POLYDOC_INVALID_QUERY) for unknown names and for what a stage does not take; nothing is sent then.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
 * @typeParam R what each row is
 * @typeParam M the model whose rows these still are; never once a stage has made others of them
 */
export class Pipeline<R extends object, M = never> implements PromiseLike<R[]>, AsyncIterable<R> {
  readonly #state: PipelineState;
  /** Null for a part of another pipeline. */
  readonly #origin: PipelineOrigin | null;

  private constructor(state: PipelineState, origin: PipelineOrigin | null) {
    this.#state = state;
    this.#origin = origin;
  }

  /**
   * A pipeline over the rows that `find()` would see.
   * @param options session and limits of every run
   * @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) for a model on another engine
   */
  static from<T extends object>(model: AnyClass<T>, options: PipelineOptions = {}): Pipeline<PipelineRow<T>, T> {
    return new Pipeline(pipelineStart(model, options), { class: model, options });
  }

  /** Rows for which all filters hold: filters as `find` takes them, once rows are reshaped queries of MongoDB's own. */
  match(...filters: readonly Stage.PipelineMatch<R, M>[]): Pipeline<R, M> {
    return this.#with(matchStage(this.#state, filters));
  }

  /** Keeps the named paths alone, or what an object says: 1 keeps, 0 leaves out, an expression computes. */
  project<const P extends RowPath<R>>(...names: readonly P[]): Pipeline<PickedRow<R, P>>;
  project<const S extends Stage.Projection>(
    fields: S & CheckedExpression<R, S>,
  ): Pipeline<Simplify<Stage.ProjectedRow<R, S>>>;
  project<O extends object>(...given: readonly unknown[]): Pipeline<O> {
    return this.#with(projectStage(this.#state, given));
  }

  /** Adds members, or replaces them, by expressions over the row as it was. */
  addFields<const F extends Stage.FieldExpressions>(
    fields: F & CheckedExpression<R, F>,
  ): Pipeline<Stage.WithFields<R, F>> {
    return this.#with(addFieldsStage(this.#state, fields));
  }

  /** Takes paths out. */
  unset<const P extends RowPath<R>>(...names: readonly P[]): Pipeline<Simplify<Omit<R, P>>> {
    return this.#with(unsetStage(this.#state, names));
  }

  /** One row for each value of `_id`: a path, an object of paths and expressions, an expression, or null for all rows. */
  group<const G extends { readonly _id: unknown }>(
    group: G & { readonly [K in keyof G]: K extends '_id' ? PipelineOperand<R> : Accumulator<R> },
  ): Pipeline<GroupedRow<R, G>> {
    return this.#with(groupStage(this.#state, group));
  }

  /** One row for each range between boundaries; `{ count }` without an output. */
  bucket<const O = { readonly count: { readonly $sum: 1 } }>(
    options: Stage.BucketOptions<R, O>,
  ): Pipeline<Simplify<{ _id: unknown } & AccumulatedRow<R, O>>> {
    return this.#with(bucketStage(this.#state, options));
  }

  /** So many groups of about one size; `_id` is `{ min, max }`. */
  bucketAuto<const O = { readonly count: { readonly $sum: 1 } }>(
    options: Stage.BucketAutoOptions<R, O>,
  ): Pipeline<Simplify<{ _id: { min: unknown; max: unknown } } & AccumulatedRow<R, O>>> {
    return this.#with(bucketAutoStage(this.#state, options));
  }

  /** How often each value is there, most frequent first. */
  sortByCount<const E extends PipelineOperand<R>>(by: E): Pipeline<{ _id: OperandValue<R, E>; count: number }> {
    return this.#with(sortByCountStage(this.#state, by));
  }

  /** Orders rows; null and undefined say nothing. Null and missing values sort as the smallest. */
  sort(...payloads: readonly Optional<PipelineSort<R, M>>[]): Pipeline<R, M> {
    return this.#with(sortStage(this.#state, payloads));
  }

  /** Leaves out so many rows at the beginning; null and undefined say nothing. */
  skip(count: Optional<number>): Pipeline<R, M> {
    return this.#with(skipStage(this.#state, count));
  }

  /** At most so many rows; null and undefined say nothing. */
  limit(count: Optional<number>): Pipeline<R, M> {
    return this.#with(limitStage(this.#state, 'limit', count));
  }

  /** So many rows at random; null and undefined say nothing. */
  sample(size: Optional<number>): Pipeline<R, M> {
    return this.#with(limitStage(this.#state, 'sample', size));
  }

  /** One row with the number of rows under a name; none where there are none. */
  count<const N extends string>(name: N): Pipeline<{ [K in N]: number }> {
    return this.#with(countStage(this.#state, name));
  }

  /** A row for each element of a list. */
  unwind<const P extends RowPath<R> | `$${RowPath<R>}`>(path: P): Pipeline<Stage.UnwoundRow<R, P>>;
  unwind<const P extends RowPath<R> | `$${RowPath<R>}`, const I extends string = never>(
    options: Stage.UnwindOptions<P, I>,
  ): Pipeline<Stage.UnwoundRow<R, P, I>>;
  unwind<O extends object>(given: unknown): Pipeline<O> {
    return this.#with(unwindStage(this.#state, given));
  }

  /** Adds the matching rows of a model or a collection as a list. */
  lookup<const J extends Stage.JoinSource, const A extends string, O extends object = Stage.JoinedRow<J>>(
    options: LookupOptions<R, J, A, (rows: Pipeline<Stage.JoinedRow<J>, Stage.JoinedModel<J>>) => PromiseLike<O[]>>,
  ): Pipeline<Replaced<R, { [K in A]: O[] }>> {
    return this.#with(lookupStage(this.#state, options, Pipeline.#branch));
  }

  /** Adds the rows of a model or a collection that are reached step by step as a list. */
  graphLookup<const J extends Stage.JoinSource, const A extends string, const D extends string = never>(
    options: GraphLookupOptions<R, J, A, D>,
  ): Pipeline<Replaced<R, { [K in A]: Simplify<Stage.JoinedRow<J> & { [N in D]: number }>[] }>> {
    return this.#with(graphLookupStage(this.#state, options));
  }

  /** The rows of a model or a collection behind these. */
  unionWith<const J extends Stage.JoinSource, O extends object = Stage.JoinedRow<J>>(
    from: J,
    pipeline?: (rows: Pipeline<Stage.JoinedRow<J>, Stage.JoinedModel<J>>) => PromiseLike<O[]>,
  ): Pipeline<UnitedRow<R, O>> {
    return this.#with(unionStage(this.#state, from, pipeline, Pipeline.#branch));
  }

  /** Several pipelines over the same rows: one row with a list for each. */
  facet<const F extends Readonly<Record<string, (rows: Pipeline<R, M>) => PromiseLike<readonly object[]>>>>(
    facets: F,
  ): Pipeline<{ -readonly [K in keyof F]: Awaited<ReturnType<F[K]>> }> {
    return this.#with(facetStage(this.#state, facets, Pipeline.#branch));
  }

  /** A document in the row, by its path or as an expression, becomes the row. The server refuses rows without it. */
  replaceRoot<const E extends PipelineOperand<R>>(root: E): Pipeline<Stage.NewRoot<R, E>> {
    return this.#with(replaceRootStage(this.#state, root));
  }

  /** Adds members that are computed over neighbouring rows. */
  setWindowFields<const O>(options: Stage.WindowOptions<R, O>): Pipeline<Replaced<R, AccumulatedRow<R, O>>> {
    return this.#with(windowStage(this.#state, options));
  }

  /** Adds rows for the missing values of a field. */
  densify(options: Stage.DensifyOptions<R>): Pipeline<{ [K in keyof R]: R[K] | null }> {
    return this.#with(densifyStage(this.#state, options));
  }

  /** Puts values in place of null and missing ones. */
  fill(options: Stage.FillOptions<R>): Pipeline<R> {
    return this.#with(fillStage(this.#state, options));
  }

  /** The rows nearest to a point first, with their distance; the first stage of a pipeline. Needs a geospatial index. */
  geoNear<const D extends string, const L extends string = never>(
    options: Stage.GeoNearOptions<R, M, D, L>,
  ): Pipeline<Replaced<R, { [K in D]: number } & { [K in L]: unknown }>> {
    return this.#with(geoNearStage(this.#state, options));
  }

  /** Writes the rows into a collection when run, and gives none. No rule, hook or version of a model is asked. */
  merge(options: Stage.MergeOptions | Stage.PipelineSink): Pipeline<never> {
    return this.#with(mergeStage(this.#state, options));
  }

  /** Puts the rows in place of a collection when run, and gives none. No rule, hook or version of a model is asked. */
  out(target: Stage.PipelineSink): Pipeline<never> {
    return this.#with(outStage(this.#state, target));
  }

  /** Stages as the server takes them, with stored names. Rows are then what `O` says; nothing of them is known here. */
  raw<O extends object = Record<string, unknown>>(
    ...stages: readonly Readonly<Record<`$${string}`, unknown>>[]
  ): Pipeline<O> {
    return this.#with(rawStages(this.#state, stages));
  }

  /** Runs it: what `await pipeline` does. */
  // biome-ignore lint/suspicious/noThenProperty: a pipeline is awaited like a promise, but starts only then.
  then<A = R[], B = never>(
    onFulfilled?: ((rows: R[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.all().then(onFulfilled, onRejected);
  }

  /** All rows; none of a pipeline that writes. */
  async all(): Promise<R[]> {
    return typed(await runPipeline(this.#runnable(), this.#state));
  }

  /** Streams the rows with back-pressure; leaving the loop closes the cursor on the server. */
  async *[Symbol.asyncIterator](): AsyncGenerator<R, void, void> {
    yield* typed<AsyncIterable<R>>(streamPipeline(this.#runnable(), this.#state));
  }

  #runnable(): PipelineOrigin {
    if (this.#origin !== null) return this.#origin;
    const { model, within } = this.#state;
    throw invalidQuery(model, { path: null, operator: within ?? '' }, 'has a pipeline that is not run by itself');
  }

  #with<O extends object, N>(state: PipelineState): Pipeline<O, N> {
    return new Pipeline<O, N>(state, this.#origin);
  }

  /** The pipeline inside another that a callback makes. */
  static #branch(start: PipelineState, build: unknown): PipelineState {
    const refuse = (): never => {
      const place = { path: null, operator: start.within ?? '' };
      throw invalidQuery(start.model, place, 'takes a function that gives back the pipeline it gets, with steps');
    };
    if (typeof build !== 'function') return refuse();
    const built: unknown = build(new Pipeline<object>(start, null));
    if (!(built instanceof Pipeline) || built.#origin !== null || built.#state.within !== start.within) return refuse();
    return built.#state;
  }
}
