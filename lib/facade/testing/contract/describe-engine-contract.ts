import type { CapabilityTable } from '../../../capability/support';
import type { ReadableDocument } from '../../../model/readable-document';
import { checkBulk } from './bulk-checks';
import { checkConditions } from './condition-checks';
import { type ContractRunner, globalRunner } from './contract-runner';
import { ContractSuite, type OpenEngine } from './contract-suite';
import { checkCounters } from './counter-checks';
import { checkDocuments } from './document-checks';
import { checkExpiry } from './expiry-checks';
import { checkFilters } from './filter-checks';
import { ContractItem } from './models/contract-item';
import { ContractMember } from './models/contract-member';
import { ContractNote } from './models/contract-note';
import { ContractSeat } from './models/contract-seat';
import { ContractTally } from './models/contract-tally';
import { ContractTask } from './models/contract-task';
import { ContractValues } from './models/contract-values';
import { checkQueries } from './query-checks';
import { checkRefusals } from './refusal-checks';
import { checkSchema } from './schema-checks';
import { checkSessions } from './session-checks';
import { checkTransactions } from './transaction-checks';
import { checkValues } from './value-checks';
import { checkVersions } from './version-checks';
import { checkWrites } from './write-checks';

/** What the contract needs of a model class. */
type ContractModel = (abstract new (...args: never[]) => ReadableDocument) & { dropTable(): Promise<void> };

/**
 * Describes the engine contract: what every engine must do, and must refuse where `capabilities` says `none`. Checks
 * are registered with the test runner at hand (jest, vitest, mocha; node:test by `runner`); they make tables whose
 * names begin with `polydoc_contract_`, and drop them at the end.
 * @param name stands in the titles.
 * @param openEngine connects to the store under test; called at the start, and again by the checks of `close`.
 * @param capabilities what the store under test can do, as `engine.capabilities` says once it is connected.
 * @param runner functions of a runner that are not global: `{ describe, it, before, after }` of node:test.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when no runner is at work.
 * @example
 * describeEngineContract('pglite', () => createEngine({ url: 'pglite:' }), capabilities);
 */
export function describeEngineContract(
  name: string,
  openEngine: OpenEngine,
  capabilities: CapabilityTable,
  runner: ContractRunner = globalRunner(),
): void {
  const suite = new ContractSuite(openEngine, capabilities, runner);
  const models = contractModels(suite);
  suite.describe(`engine contract of ${name}`, () => {
    runner.before(async () => {
      const engine = await suite.open();
      // An earlier run for another engine may still hold them.
      engine.register(...models, { rebind: true });
      for (const model of models) await model.dropTable();
      await engine.syncSchema();
    });
    runner.after(async () => {
      for (const model of models) await model.dropTable();
      await suite.close();
    });
    for (const check of CHECKS) check(suite);
  });
}

const CHECKS: readonly ((suite: ContractSuite) => void)[] = [
  checkSchema,
  checkDocuments,
  checkWrites,
  checkVersions,
  checkConditions,
  checkFilters,
  checkQueries,
  checkValues,
  checkBulk,
  checkCounters,
  checkExpiry,
  checkTransactions,
  checkSessions,
  checkRefusals,
];

/** Models that the engine can take at all. */
function contractModels(suite: ContractSuite): readonly ContractModel[] {
  const always = [ContractItem, ContractTask, ContractSeat, ContractNote, ContractValues];
  return [
    ...always,
    ...(suite.has('index.unique') ? [ContractMember] : []),
    ...(suite.has('counter') ? [ContractTally] : []),
  ];
}
