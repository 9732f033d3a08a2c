import { Counter, CounterDocument, Entity, PrimaryKey } from '../lib';

/** How often a film's page was looked at: counters change by deltas, atomically. */
@Entity({ name: 'example_movie_views' })
export class MovieViews extends CounterDocument {
  @PrimaryKey({ type: 'uuid' }) movieId!: string;

  @Counter() views!: bigint;

  @Counter() likes!: bigint;
}
