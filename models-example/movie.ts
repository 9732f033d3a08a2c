import { IsIn, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import { CreatedAt, Document, Entity, Field, Index, PrimaryKey, UpdatedAt, Version } from '../lib';

/** The ratings that the Motion Picture Association gives, and the two that stand for none. */
export const RATINGS = ['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated', 'Open'] as const;

/** A film, with rules that real data does not always keep. */
@Entity({ name: 'example_movie' })
export class Movie extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;

  @Field({ type: 'string' }) @Length(1, 200) title!: string;

  /** The data set writes some years with two digits, which others read as 2046: such rows are refused. */
  @Field({ type: 'date' })
  @Matches(/^(19\d\d|200\d|201[0-2])-/, { message: 'released must lie between 1900 and 2012' })
  @Index({ order: 'desc' })
  released!: string;

  @Field({ type: 'string', nullable: true }) @Index() genre?: string | null;

  @Field({ type: 'string', nullable: true }) @IsOptional() @IsIn(RATINGS) rating?: string | null;

  @Field({ type: 'string', nullable: true }) director?: string | null;

  /** Dollars at the box office, worldwide. */
  @Field({ type: 'bigint', nullable: true }) gross?: bigint | null;

  @Field({ type: 'bigint', nullable: true }) budget?: bigint | null;

  @Field({ type: 'double', nullable: true }) @IsOptional() @Min(0) @Max(10) imdb?: number | null;

  @Field({ type: 'int' }) @Min(0) votes = 0;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Version() rev!: number;

  @CreatedAt() createdAt!: Date;

  @UpdatedAt() updatedAt!: Date;
}
