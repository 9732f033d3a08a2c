import { Document, Entity, Field, PrimaryKey, Version } from '../../../lib';

/** What money is moved between while commands fail. */
@Entity({ name: 'accounts' })
export class Account extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'int' }) balance = 0;

  @Field({ type: ['string'] }) log: string[] = [];

  @Version() rev!: number;
}
