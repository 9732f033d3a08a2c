import { ArrayMinSize, IsEmail, IsIn, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import {
  Counter,
  CounterDocument,
  type Decimal,
  Document,
  type Duration,
  Embeddable,
  Embedded,
  Entity,
  Field,
  PrimaryKey,
  UpdatedAt,
  Version,
} from '../../../lib';

/** An embedded value with a rule of its own. */
@Embeddable()
export class Luggage {
  @Field({ type: 'string' }) @Length(3, 6) label!: string;

  @Field({ type: 'double', nullable: true }) weight?: number | null;
}

/** Required fields of every type, some with rules, some that the class fills by itself. */
@Entity()
export class Traveller extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;

  @Field({ type: 'string' }) @IsEmail() email!: string;

  @Field({ type: 'string' }) name!: string;

  @Field({ type: 'string' }) @MaxLength(4) code!: string;

  @Field({ type: 'string' }) @Length(12, 20) reference!: string;

  @Field({ type: 'string' }) @IsIn(['first', 'second']) travelClass!: string;

  @Field({ type: 'string' }) @IsUUID('7') ticket!: string;

  @Field({ type: 'int' }) @Min(18) @Max(20) age!: number;

  @Field({ type: 'tinyint' }) seat!: number;

  @Field({ type: 'decimal' }) fare!: Decimal;

  @Field({ type: 'bigint' }) miles!: bigint;

  @Field({ type: 'timestamp' }) leaves!: Date;

  @Field({ type: 'date' }) birthday!: string;

  @Field({ type: 'time' }) wakes!: string;

  @Field({ type: 'duration' }) stay!: Duration;

  @Field({ type: 'inet' }) address!: string;

  @Field({ type: 'bytes' }) photo!: Uint8Array;

  @Field({ type: 'json' }) extra!: unknown;

  @Field({ type: 'objectId' }) device!: string;

  @Field({ type: 'timeuuid' }) session!: string;

  @Field({ type: ['string'] }) @ArrayMinSize(2) @Length(2, 10, { each: true }) stops!: string[];

  @Field({ type: { set: 'int' } }) lucky!: Set<number>;

  @Field({ type: { map: ['string', 'boolean'] } }) wishes!: Map<string, boolean>;

  @Field({ type: { tuple: ['int', 'string'] } }) gate!: [number, string];

  @Embedded(() => [Luggage]) luggage!: Luggage[];

  @Field({ type: ['string'] }) notes: string[] = [];

  @Field({ type: 'string', default: 'en' }) language!: string;

  @Field({ type: 'string', nullable: true }) nickname?: string | null;

  @Version() rev!: number;

  @UpdatedAt() updatedAt!: Date;
}

/** A counter beside it. */
@Entity()
export class Journeys extends CounterDocument {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Counter() legs!: bigint;
}
