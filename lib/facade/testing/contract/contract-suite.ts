import assert from 'node:assert/strict';
import type { Capability } from '../../../capability/capability';
import type { CapabilityTable } from '../../../capability/support';
import { ConfigurationError } from '../../../errors/definition-errors';
import { UnsupportedCapabilityError } from '../../../errors/usage-errors';
import type { ConnectedEngine } from '../../../model/connected-engine';
import { queryCount } from '../query-count';
import type { ContractRunner } from './contract-runner';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

/** Opens an engine on the store under test. */
export type OpenEngine = () => Promise<ConnectedEngine>;

/** One run of the contract: registers checks as far as the engine has what they need. */
export class ContractSuite {
  readonly openEngine: OpenEngine;
  readonly #capabilities: CapabilityTable;
  readonly #runner: ContractRunner;
  #engine: ConnectedEngine | null = null;
  #count = 0;

  constructor(openEngine: OpenEngine, capabilities: CapabilityTable, runner: ContractRunner) {
    this.openEngine = openEngine;
    this.#capabilities = capabilities;
    this.#runner = runner;
  }

  /** The engine that the checks share; open while they run. */
  get engine(): ConnectedEngine {
    if (this.#engine === null) throw new ConfigurationError('The engine under test is open only while checks run.');
    return this.#engine;
  }

  /** Opens the shared engine. */
  async open(): Promise<ConnectedEngine> {
    this.#engine = await this.openEngine();
    return this.#engine;
  }

  /** Closes it. */
  async close(): Promise<void> {
    await this.#engine?.close();
    this.#engine = null;
  }

  /** True when the engine has the ability, natively or emulated. */
  has(capability: Capability): boolean {
    return this.#capabilities[capability].level !== 'none';
  }

  /** A text that no other row has. */
  unique(): string {
    this.#count += 1;
    return `c${this.#count}-${Date.now().toString(36)}`;
  }

  /** A group of checks. */
  describe(title: string, body: () => void): void {
    this.#runner.describe(title, body);
  }

  /** A check for every engine, or, with `needs`, for engines that have all of them. */
  it(title: string, check: () => Promise<void>, needs: readonly Capability[] = []): void {
    if (needs.every((capability) => this.has(capability))) this.#runner.it(title, check);
  }

  /** On an engine that lacks the ability: the call is refused, and nothing is sent. */
  refuses(capability: Capability, act: (item: ContractItem) => unknown): void {
    if (this.has(capability)) return;
    this.#runner.it(`refuses ${capability} without sending anything`, async () => {
      const item = await this.item();
      const errors: UnsupportedCapabilityError[] = [];
      const sent = await queryCount(this.engine, async () => {
        errors.push(await rejection(() => act(item), UnsupportedCapabilityError));
      });
      assert.deepEqual(
        errors.map((error) => error.capability),
        [capability],
      );
      assert.equal(sent, 0);
    });
  }

  /** A stored item. */
  async item(attributes: { readonly label?: string; readonly rank?: number | null } = {}): Promise<ContractItem> {
    const id = this.unique();
    return ContractItem.create({ id, batch: id, label: 'a', rank: 1, ...attributes });
  }

  /** Stores items with these ranks; gives the batch that they share. */
  async ranked(ranks: readonly (number | null)[]): Promise<string> {
    const batch = this.unique();
    for (const [index, rank] of ranks.entries()) await ContractItem.create({ id: `${batch}-${index}`, batch, rank });
    return batch;
  }
}
