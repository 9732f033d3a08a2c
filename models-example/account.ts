import { Min } from 'class-validator';
import { Document, Entity, Field, PrimaryKey, Version } from '../lib';

/** Money that must not be lost between two accounts: what transactions are for. */
@Entity({ name: 'example_account' })
export class Account extends Document {
  @PrimaryKey({ type: 'string' }) owner!: string;

  /** Cents. */
  @Field({ type: 'int' }) @Min(0) balance!: number;

  @Version() rev!: number;
}
