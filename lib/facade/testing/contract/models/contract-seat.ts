import { ClusteringKey, Entity, Field, PrimaryKey } from '../../../../decorators';
import { Document } from '../../../../model/document';

/** A key of two fields. */
@Entity({ name: 'polydoc_contract_seat' })
export class ContractSeat extends Document {
  @PrimaryKey({ type: 'string' }) hall!: string;

  @ClusteringKey({ type: 'int' }) place!: number;

  @Field({ type: 'string', nullable: true }) guest?: string | null;
}
