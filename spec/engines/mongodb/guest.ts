import { Decimal, Document, Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../../lib';

/** What is embedded, with places for names that come from outside. */
@Embeddable()
export class Home {
  @Field({ type: 'string' }) city!: string;

  @Field({ type: { map: ['string', 'string'] }, nullable: true }) rooms?: Map<string, string> | null;

  @Field({ type: 'json', nullable: true }) notes?: unknown;
}

/** A field of every kind that input from outside ends up in. */
@Entity({ name: 'guests' })
export class Guest extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) email?: string | null;

  @Field({ type: 'int', nullable: true }) age?: number | null;

  @Field({ type: 'bigint', nullable: true }) big?: bigint | null;

  @Field({ type: 'varint', nullable: true }) whole?: bigint | null;

  @Field({ type: 'decimal', nullable: true }) price?: Decimal | null;

  @Field({ type: 'boolean', nullable: true }) banned?: boolean | null;

  @Field({ type: 'timestamp', nullable: true }) at?: Date | null;

  @Field({ type: 'uuid', nullable: true }) token?: string | null;

  @Field({ type: 'objectId', nullable: true }) ref?: string | null;

  @Field({ type: 'bytes', nullable: true }) photo?: Uint8Array | null;

  @Field({ type: ['string'], nullable: true }) tags?: string[] | null;

  @Field({ type: { map: ['string', 'string'] }, nullable: true }) prefs?: Map<string, string> | null;

  @Field({ type: 'json', nullable: true }) meta?: unknown;

  @Embedded(() => Home) home?: Home | null;
}
