import { Embedded, Entity, Field, PrimaryKey } from '../../../../decorators';
import { Document } from '../../../../model/document';
import { ContractAddress } from './contract-address';

/** What most checks work on: a stated key, nullable and other fields, collections, embedded values. */
@Entity({ name: 'polydoc_contract_item' })
export class ContractItem extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  /** Rows of one check, so that checks do not meet each other's. */
  @Field({ type: 'string' }) batch!: string;

  @Field({ type: 'string', nullable: true }) label?: string | null;

  @Field({ type: 'int', nullable: true }) rank?: number | null;

  @Field({ type: 'boolean', default: false }) active!: boolean;

  @Field({ type: ['string'], default: [] }) tags!: string[];

  @Field({ type: { map: ['string', 'int'] }, default: () => new Map() }) prefs!: Map<string, number>;

  @Embedded(() => ContractAddress, { nullable: true }) address?: ContractAddress | null;
}
