import type { Computation } from '../../../lib/query/operation';
import { Query } from '../../../lib/query/query';
import type { QueryRunner } from '../../../lib/query/query-runner';
import { initialState, type QueryState } from '../../../lib/query/query-state';
import { USER } from './sample-model';

/** A row of the sample model. */
export interface Row {
  id: string;
  email: string;
  name: string | null;
  age: number | null;
  tags: string[];
  address: { city: string; zip: string | null } | null;
}

/** Holds what it was asked and answers from a list; executing queries is not what is looked at here. */
export class ListRunner implements QueryRunner {
  readonly calls: { readonly method: string; readonly state: QueryState; readonly extra?: unknown }[] = [];
  closed = 0;

  constructor(readonly results: readonly unknown[] = []) {}

  get last(): QueryState {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('Nothing was run.');
    return call.state;
  }

  scope(state: QueryState): QueryState {
    return state;
  }

  async all(state: QueryState): Promise<unknown[]> {
    this.calls.push({ method: 'all', state });
    return this.results.slice(state.skip, state.limit === null ? undefined : state.skip + state.limit);
  }

  async *batches(state: QueryState, size: number): AsyncGenerator<readonly unknown[], void, void> {
    this.calls.push({ method: 'batches', state, extra: size });
    try {
      for (let start = 0; start < this.results.length; start += 2) yield this.results.slice(start, start + 2);
    } finally {
      this.closed += 1;
    }
  }

  async compute(state: QueryState, computations: readonly Computation[]): Promise<readonly unknown[]> {
    this.calls.push({ method: 'compute', state, extra: computations });
    const most = state.limit === null ? Infinity : state.limit + state.skip;
    return computations.map(({ path }) => (path === null ? BigInt(Math.min(most, this.results.length)) : null));
  }

  async update(state: QueryState, changes: unknown): Promise<number> {
    this.calls.push({ method: 'update', state, extra: changes });
    return this.results.length;
  }

  async delete(state: QueryState): Promise<number> {
    this.calls.push({ method: 'delete', state });
    return this.results.length;
  }

  async explain(state: QueryState): Promise<unknown> {
    this.calls.push({ method: 'explain', state });
    return 'plan';
  }
}

/** A query over given results, with what runs it. */
export function start(results: readonly unknown[] = []): { readonly query: Query<Row>; readonly runner: ListRunner } {
  const runner = new ListRunner(results);
  return { query: new Query<Row>(initialState(USER), runner), runner };
}

/** The same call with an argument that the compiler would refuse. */
export function step(query: Query<Row>, name: string, ...operands: unknown[]): unknown {
  return Reflect.apply(Reflect.get(query, name), query, operands);
}
