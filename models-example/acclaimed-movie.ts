import { Entity, Field, MaterializedView, PrimaryKey, View } from '../lib';
import { Movie } from './movie';

/** The films that viewers liked best, as a view that the store computes. */
@Entity({ name: 'example_acclaimed_movie' })
@View({ of: Movie, where: { imdb: { $gte: 8.5 } }, columns: ['id', 'title', 'released', 'imdb'], keys: ['id'] })
export class AcclaimedMovie extends MaterializedView {
  @PrimaryKey({ type: 'uuid' }) id!: string;

  @Field({ type: 'string' }) title!: string;

  @Field({ type: 'date' }) released!: string;

  @Field({ type: 'double', nullable: true }) imdb?: number | null;
}
