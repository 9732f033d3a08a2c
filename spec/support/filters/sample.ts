import { Decimal, Document, Duration, Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../../lib';

/** An embedded value that embeds others of its own class. */
@Embeddable()
export class Part {
  @Field({ type: 'string', name: 'part_name', nullable: true }) name?: string | null;

  @Field({ type: 'int', nullable: true }) n?: number | null;

  @Field({ type: ['string'], nullable: true }) tags?: string[] | null;

  @Field({ type: { map: ['string', 'int'] }, nullable: true }) prefs?: Map<string, number> | null;

  @Field({ type: { set: 'string' }, nullable: true }) marks?: Set<string> | null;

  @Embedded(() => [Part], { nullable: true }) parts?: Part[] | null;
}

/** A nullable field of every kind that filters know. */
@Entity()
export class Sample extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string', name: 'sample_name', nullable: true }) name?: string | null;

  @Field({ type: 'string', nullable: true }) nick?: string | null;

  @Field({ type: 'int', nullable: true }) age?: number | null;

  @Field({ type: 'int', nullable: true }) bound?: number | null;

  @Field({ type: 'bigint', nullable: true }) big?: bigint | null;

  @Field({ type: 'double', nullable: true }) ratio?: number | null;

  @Field({ type: 'decimal', nullable: true }) price?: Decimal | null;

  @Field({ type: 'boolean', nullable: true }) active?: boolean | null;

  @Field({ type: 'timestamp', nullable: true }) at?: Date | null;

  @Field({ type: ['string'], nullable: true }) tags?: string[] | null;

  @Field({ type: ['int'], nullable: true }) levels?: number[] | null;

  @Field({ type: [['int']], nullable: true }) grid?: number[][] | null;

  @Field({ type: { set: 'string' }, nullable: true }) colours?: Set<string> | null;

  @Field({ type: { set: 'int' }, nullable: true }) lucky?: Set<number> | null;

  @Field({ type: { map: ['string', 'int'] }, nullable: true }) prefs?: Map<string, number> | null;

  @Field({ type: { set: () => Part }, nullable: true }) kinds?: Set<Part> | null;

  @Field({ type: 'duration', nullable: true }) span?: Duration | null;

  @Field({ type: ['duration'], nullable: true }) spans?: Duration[] | null;

  @Embedded(() => Part, { name: 'main_part', nullable: true }) main?: Part | null;

  @Embedded(() => [Part], { nullable: true }) parts?: Part[] | null;

  @Embedded(
    () => Map,
    () => Part,
    { nullable: true },
  )
  byName?: Map<string, Part> | null;
}
