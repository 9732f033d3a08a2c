import { DeletedAt, Entity, Field, PrimaryKey } from '../../../../decorators';
import { Document } from '../../../../model/document';

/** Soft delete. */
@Entity({ name: 'polydoc_contract_note' })
export class ContractNote extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) text?: string | null;

  @DeletedAt() deletedAt?: Date | null;
}
