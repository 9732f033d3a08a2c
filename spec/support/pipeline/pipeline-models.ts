import { Decimal, DeletedAt, Document, Embeddable, Embedded, Entity, Field, PrimaryKey, Version } from '../../../lib';

@Embeddable()
export class Place {
  @Field({ type: 'string', name: 'c' }) city!: string;

  @Field({ type: 'string', name: 'z', nullable: true }) zip?: string | null;
}

@Embeddable()
export class OrderLine {
  @Field({ type: 'string', name: 's' }) sku!: string;

  @Field({ type: 'int', name: 'n' }) count!: number;
}

/** Stored names differ from properties everywhere. */
@Entity({ name: 'pipeline_customers' })
export class Customer extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;

  @Field({ type: 'string', name: 'e_mail' }) email!: string;

  @Field({ type: 'int', nullable: true }) age?: number | null;

  @Field({ type: 'bigint', name: 'pts' }) points = 0n;

  @Field({ type: 'decimal', name: 'bal' }) balance = new Decimal('0');

  @Field({ type: ['string'], name: 'tgs' }) tags: string[] = [];

  @Field({ type: { set: 'string' }, name: 'rls' }) roles: Set<string> = new Set();

  @Field({ type: 'timestamp', name: 'born', nullable: true }) bornAt?: Date | null;

  @Field({ type: 'date', name: 'd', nullable: true }) day?: string | null;

  @Field({ type: { map: ['string', 'int'] }, name: 'prf' }) prefs: Map<string, number> = new Map();

  @Field({ type: 'json', nullable: true, name: 'extra_json' }) extra?: unknown;

  @Field({ type: 'uuid', name: 'ref', nullable: true }) referrer?: string | null;

  @Embedded(() => Place, { name: 'addr', nullable: true }) address?: Place | null;

  @Embedded(() => [OrderLine], { name: 'lns' }) lines: OrderLine[] = [];

  @DeletedAt({ name: 'gone' }) deletedAt?: Date | null;

  @Version() rev!: number;
}

/** A key of two fields, and the stored names of others. */
@Entity({ name: 'pipeline_visits' })
export class Visit extends Document {
  @PrimaryKey({ type: 'uuid', name: 'cust' }) customer!: string;

  @PrimaryKey({ type: 'int', name: 'num' }) number!: number;

  @Field({ type: 'timestamp', name: 'at' }) at!: Date;

  @Field({ type: 'double', name: 'mins', nullable: true }) minutes?: number | null;

  @Field({ type: 'string', name: 'mail', nullable: true }) email?: string | null;
}

/** What the rows of a group are written into. */
@Entity({ name: 'pipeline_totals' })
export class CityTotal extends Document {
  @PrimaryKey({ type: 'string' }) city!: string;

  @Field({ type: 'int', name: 'how_many' }) customers!: number;

  @Field({ type: 'bigint', name: 'pts_sum' }) points!: bigint;
}

@Entity({ name: 'pipeline_totals_view', readOnly: true })
export class ReadOnlyTotal extends Document {
  @PrimaryKey({ type: 'string' }) city!: string;
}
