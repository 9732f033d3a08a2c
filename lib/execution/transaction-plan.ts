import type { TransactionSettings } from '../contract/transaction-control';
import type { Deadline } from './deadline';
import type { Trace } from './trace';

/** How a transaction is made. */
export interface TransactionPlan {
  readonly settings: TransactionSettings;
  readonly deadline: Deadline | null;
  readonly attempt: number;
  /** The same work is run again after a conflict. */
  readonly isRepeated: boolean;
  /** Who hears of its end; null while nobody listens, and where the work is observed as a whole. */
  readonly trace: Trace | null;
}
