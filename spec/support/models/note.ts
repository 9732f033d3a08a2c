import { DeletedAt, Document, Entity, Field, PrimaryKey, UpdatedAt, Version } from '../../../lib';

/** Soft delete, with version and update time. */
@Entity()
export class Note extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) text!: string;

  @Version() rev!: number;

  @UpdatedAt() updatedAt!: Date;

  @DeletedAt() deletedAt?: Date | null;
}
