import { CreatedAt, Entity, Field, PrimaryKey, UpdatedAt, Version } from '../../../../decorators';
import { Document } from '../../../../model/document';

/** A version and timestamps. */
@Entity({ name: 'polydoc_contract_task' })
export class ContractTask extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) label?: string | null;

  @Version() rev!: number;

  @CreatedAt() createdAt!: Date;

  @UpdatedAt() updatedAt!: Date;
}
