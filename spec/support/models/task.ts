import { CreatedAt, Document, Entity, Field, PrimaryKey, UpdatedAt, Version } from '../../../lib';

/** Every field that polydoc fills by itself, but soft delete. */
@Entity()
export class Task extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) title!: string;

  @Field({ type: 'int' }) effort = 0;

  @Version() rev!: number;

  @CreatedAt() createdAt!: Date;

  @UpdatedAt() updatedAt!: Date;
}
