import { Decimal, Document, Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../../lib';

/** An embedded value with what operators change. */
@Embeddable()
export class Detail {
  @Field({ type: 'int' }) n = 0;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Field({ type: 'string', nullable: true }) note?: string | null;
}

/** A field for every operator of changes, in every type that it takes. */
@Entity()
export class Gauge extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) label?: string | null;

  @Field({ type: 'int' }) count = 0;

  @Field({ type: 'int', nullable: true }) empty?: number | null;

  @Field({ type: 'bigint' }) big = 0n;

  @Field({ type: 'double' }) ratio = 0;

  @Field({ type: 'decimal' }) price: Decimal = new Decimal(0);

  @Field({ type: 'timestamp', nullable: true }) at?: Date | null;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Field({ type: ['int'], nullable: true }) levels?: number[] | null;

  @Field({ type: { set: 'string' } }) colours: Set<string> = new Set();

  @Field({ type: { map: ['string', 'int'] } }) prefs: Map<string, number> = new Map();

  @Embedded(() => Detail) detail?: Detail | null;

  @Embedded(() => [Detail]) details: Detail[] = [];
}
