import { Decimal, Document, Duration, Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../../lib';

/** An embedded value with types that JSON does not have. */
@Embeddable()
export class Exotic {
  @Field({ type: 'bigint', nullable: true }) big?: bigint | null;

  @Field({ type: 'decimal', nullable: true }) exact?: Decimal | null;

  @Field({ type: 'timestamp', nullable: true }) at?: Date | null;

  @Field({ type: 'bytes', nullable: true }) bytes?: Uint8Array | null;

  @Field({ type: 'duration', nullable: true }) duration?: Duration | null;

  @Field({ type: { set: 'bigint' }, nullable: true }) set?: Set<bigint> | null;

  @Field({ type: { map: ['int', 'timestamp'] }, nullable: true }) map?: Map<number, Date> | null;

  @Field({ type: 'double', nullable: true }) double?: number | null;

  @Field({ type: 'string', nullable: true }) text?: string | null;
}

/** One nullable field of every logical type, collections of some, and collections of those. */
@Entity()
export class EveryType extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string', nullable: true }) string?: string | null;

  @Field({ type: 'ascii', nullable: true }) ascii?: string | null;

  @Field({ type: 'boolean', nullable: true }) boolean?: boolean | null;

  @Field({ type: 'tinyint', nullable: true }) tinyint?: number | null;

  @Field({ type: 'smallint', nullable: true }) smallint?: number | null;

  @Field({ type: 'int', nullable: true }) int?: number | null;

  @Field({ type: 'bigint', nullable: true }) bigint?: bigint | null;

  @Field({ type: 'varint', nullable: true }) varint?: bigint | null;

  @Field({ type: 'float', nullable: true }) float?: number | null;

  @Field({ type: 'double', nullable: true }) double?: number | null;

  @Field({ type: 'decimal', nullable: true }) decimal?: Decimal | null;

  @Field({ type: 'uuid', nullable: true }) uuid?: string | null;

  @Field({ type: 'timeuuid', nullable: true }) timeuuid?: string | null;

  @Field({ type: 'objectId', nullable: true }) objectId?: string | null;

  @Field({ type: 'date', nullable: true }) date?: string | null;

  @Field({ type: 'time', nullable: true }) time?: string | null;

  @Field({ type: 'timestamp', nullable: true }) timestamp?: Date | null;

  @Field({ type: 'duration', nullable: true }) duration?: Duration | null;

  @Field({ type: 'bytes', nullable: true }) bytes?: Uint8Array | null;

  @Field({ type: 'inet', nullable: true }) inet?: string | null;

  @Field({ type: 'json', nullable: true }) json?: unknown;

  @Field({ type: ['string'], nullable: true }) strings?: string[] | null;

  @Field({ type: ['bigint'], nullable: true }) bigints?: bigint[] | null;

  @Field({ type: ['decimal'], nullable: true }) decimals?: Decimal[] | null;

  @Field({ type: ['timestamp'], nullable: true }) timestamps?: Date[] | null;

  @Field({ type: ['bytes'], nullable: true }) chunks?: Uint8Array[] | null;

  @Field({ type: ['boolean'], nullable: true }) booleans?: boolean[] | null;

  @Field({ type: [['int']], nullable: true }) matrix?: number[][] | null;

  @Field({ type: { set: 'string' }, nullable: true }) stringSet?: Set<string> | null;

  @Field({ type: { set: 'timestamp' }, nullable: true }) dateSet?: Set<Date> | null;

  @Field({ type: { map: ['string', 'bigint'] }, nullable: true }) bigintMap?: Map<string, bigint> | null;

  @Field({ type: { map: ['int', ['string']] }, nullable: true }) listMap?: Map<number, string[]> | null;

  @Field({ type: { map: ['uuid', { map: ['string', 'double'] }] }, nullable: true })
  deepMap?: Map<string, Map<string, number>> | null;

  @Field({ type: { tuple: ['int', 'string', ['bigint']] }, nullable: true }) tuple?: [number, string, bigint[]] | null;

  @Embedded(() => Exotic) embedded?: Exotic | null;

  @Embedded(() => [Exotic], { nullable: true }) embeddedList?: Exotic[] | null;
}
