import { Embeddable, Field } from '../../../../decorators';

/** An embedded value. */
@Embeddable({ name: 'polydoc_contract_address' })
export class ContractAddress {
  @Field({ type: 'string' }) street!: string;

  @Field({ type: 'string', nullable: true }) city?: string | null;
}
