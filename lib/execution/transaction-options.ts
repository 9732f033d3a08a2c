import { requireCapability } from '../capability/require-capability';
import type { CapabilityTable } from '../capability/support';
import type { TransactionSettings } from '../contract/transaction-control';
import { ConfigurationError } from '../errors/definition-errors';

/** What happens when there is a transaction already. */
export type Propagation = 'join' | 'savepoint' | 'new' | 'never';

/** Options of a transaction. */
export interface TransactionOptions {
  /** Default `snapshot` where the engine has it. */
  readonly isolation?: TransactionSettings['isolation'] | undefined;
  /** Refuses writes. Default false. */
  readonly readOnly?: boolean | undefined;
  /** Runs of the callback before a conflict is given up on. Default 5; the handle form never repeats. */
  readonly maxAttempts?: number | undefined;
  /** Limit in milliseconds for the whole transaction, repetitions included. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly propagation?: Propagation | undefined;
  readonly readConcern?: unknown;
  readonly writeConcern?: unknown;
}

const PROPAGATIONS: readonly unknown[] = ['join', 'savepoint', 'new', 'never', undefined];
const ISOLATIONS: readonly unknown[] = ['readCommitted', 'snapshot', 'serializable', undefined];
const DEFAULT_MAX_ATTEMPTS = 5;

/**
 * Checks what can be checked without a transaction and gives the number of attempts.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) naming the option.
 * @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) for what the engine does not have.
 */
export function checkTransactionOptions(options: TransactionOptions, table: CapabilityTable, engine: string): number {
  const request = { engine, operation: 'transaction' };
  requireCapability(table, 'transaction', request);
  const { isolation, propagation, readOnly, maxAttempts = DEFAULT_MAX_ATTEMPTS } = options;
  if (!PROPAGATIONS.includes(propagation)) throw invalid('propagation', 'join, savepoint, new or never');
  if (!ISOLATIONS.includes(isolation)) throw invalid('isolation', 'readCommitted, snapshot or serializable');
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) throw invalid('maxAttempts', 'a whole number from 1 on');
  if (isolation === 'snapshot') requireCapability(table, 'isolation.snapshot', request);
  if (isolation === 'serializable') requireCapability(table, 'isolation.serializable', request);
  if (readOnly === true) requireCapability(table, 'transaction.readOnly', request);
  if (propagation === 'savepoint') requireCapability(table, 'savepoint', request);
  return maxAttempts;
}

/** What the engine begins with. */
export function transactionSettings(
  options: TransactionOptions,
  table: CapabilityTable,
  timeoutMs: number | null,
): TransactionSettings {
  const natural = table['isolation.snapshot'].level === 'none' ? 'readCommitted' : 'snapshot';
  return {
    isolation: options.isolation ?? natural,
    readOnly: options.readOnly ?? false,
    timeoutMs,
    readConcern: options.readConcern ?? null,
    writeConcern: options.writeConcern ?? null,
  };
}

function invalid(option: string, expected: string): ConfigurationError {
  return new ConfigurationError(`The transaction option \`${option}\` is not ${expected}.`);
}
