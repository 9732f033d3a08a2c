import { Embedded, Entity, Field, PrimaryKey } from '../../../../decorators';
import { Document } from '../../../../model/document';
import type { Decimal } from '../../../../types/decimal';
import type { Duration } from '../../../../types/duration';
import { ContractAddress } from './contract-address';

/** A nullable field of every logical type that needs no extension of the store. */
@Entity({ name: 'polydoc_contract_values' })
export class ContractValues extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;

  @Field({ type: 'string', nullable: true }) text?: string | null;

  @Field({ type: 'ascii', nullable: true }) ascii?: string | null;

  @Field({ type: 'boolean', nullable: true }) truth?: boolean | null;

  @Field({ type: 'tinyint', nullable: true }) tiny?: number | null;

  @Field({ type: 'smallint', nullable: true }) small?: number | null;

  @Field({ type: 'int', nullable: true }) whole?: number | null;

  @Field({ type: 'bigint', nullable: true }) big?: bigint | null;

  @Field({ type: 'varint', nullable: true }) huge?: bigint | null;

  @Field({ type: 'float', nullable: true }) single?: number | null;

  @Field({ type: 'double', nullable: true }) double?: number | null;

  @Field({ type: 'decimal', nullable: true }) exact?: Decimal | null;

  @Field({ type: 'uuid', nullable: true }) uuid?: string | null;

  @Field({ type: 'timeuuid', nullable: true }) timeuuid?: string | null;

  @Field({ type: 'objectId', nullable: true }) objectId?: string | null;

  @Field({ type: 'date', nullable: true }) day?: string | null;

  @Field({ type: 'time', nullable: true }) clock?: string | null;

  @Field({ type: 'timestamp', nullable: true }) moment?: Date | null;

  @Field({ type: 'duration', nullable: true }) span?: Duration | null;

  @Field({ type: 'bytes', nullable: true }) bytes?: Uint8Array | null;

  @Field({ type: 'inet', nullable: true }) inet?: string | null;

  @Field({ type: 'json', nullable: true }) json?: unknown;

  @Field({ type: ['string'], nullable: true }) list?: string[] | null;

  @Field({ type: [['int']], nullable: true }) nested?: number[][] | null;

  @Field({ type: { set: 'bigint' }, nullable: true }) set?: Set<bigint> | null;

  @Field({ type: { map: ['string', 'double'] }, nullable: true }) map?: Map<string, number> | null;

  @Field({ type: { tuple: ['int', 'string'] }, nullable: true }) tuple?: [number, string] | null;

  @Embedded(() => ContractAddress, { nullable: true }) embedded?: ContractAddress | null;

  @Embedded(() => [ContractAddress], { nullable: true }) several?: ContractAddress[] | null;
}
