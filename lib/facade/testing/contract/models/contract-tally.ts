import { Counter, Entity, PrimaryKey } from '../../../../decorators';
import { CounterDocument } from '../../../../model/counter-document';

/** Counters; only for engines with `counter`. */
@Entity({ name: 'polydoc_contract_tally' })
export class ContractTally extends CounterDocument {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Counter() hits!: bigint;

  @Counter() misses!: bigint;
}
