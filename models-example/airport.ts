import { IsLatitude, IsLongitude, Length } from 'class-validator';
import { Document, Embeddable, Embedded, Entity, Field, Index, PrimaryKey } from '../lib';

/** A place on the globe. */
@Embeddable()
export class Position {
  @Field({ type: 'double' }) @IsLatitude() latitude!: number;

  @Field({ type: 'double' }) @IsLongitude() longitude!: number;
}

/** An airport with a natural key and an embedded value. */
@Entity({ name: 'example_airport' })
export class Airport extends Document {
  @PrimaryKey({ type: 'string' }) @Length(3, 4) iata!: string;

  @Field({ type: 'string' }) @Length(1, 120) name!: string;

  @Field({ type: 'string', nullable: true }) city?: string | null;

  @Field({ type: 'string', nullable: true }) @Index() state?: string | null;

  @Field({ type: 'string' }) country!: string;

  @Embedded(() => Position) position?: Position;
}
