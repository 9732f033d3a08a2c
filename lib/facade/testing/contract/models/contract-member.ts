import { Entity, Field, Index, PrimaryKey } from '../../../../decorators';
import { Document } from '../../../../model/document';

/** A unique value beside the key; only for engines with `index.unique`. */
@Entity({ name: 'polydoc_contract_member' })
export class ContractMember extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' })
  @Index({ unique: true })
  email!: string;
}
