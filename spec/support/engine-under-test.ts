import { type ConnectedEngine, createEngine } from '../../lib';
import type { Capability } from '../../lib/capability/capability';
import type { CapabilityTable } from '../../lib/capability/support';
import type { EngineName } from '../../lib/contract/engine';
import type { AnyClass } from '../../lib/internal/any-class';
import type { EngineRow } from './engine-row';
import type { StoreStatus } from './run/available-stores';
import type { SpecStore } from './servers/spec-store';

/** Generous: a loaded machine needs several times the 2 s that PGlite takes on an idle one. */
const OPEN_TIMEOUT_MS = 60_000;

type ConnectOptions = Omit<NonNullable<Parameters<typeof createEngine>[0]>, 'url' | 'client'>;

/** One engine in one spec file, on a store that no other file uses. */
export class EngineUnderTest {
  readonly name: EngineName;
  /** As narrowed by the server. */
  readonly capabilities: CapabilityTable;
  readonly isAvailable: boolean;
  readonly #row: EngineRow;
  readonly #serverUrl: string;
  readonly #others: ConnectedEngine[] = [];
  #store: SpecStore | null = null;
  #engine: ConnectedEngine | null = null;

  constructor(row: EngineRow, status: StoreStatus) {
    this.#row = row;
    this.name = row.name;
    this.isAvailable = 'url' in status;
    this.#serverUrl = 'url' in status ? status.url : '';
    this.capabilities = ('url' in status ? status.capabilities : null) ?? row.capabilities;
  }

  /** See {@link EngineRow.storesAnyMemberName}. */
  get storesAnyMemberName(): boolean {
    return this.#row.storesAnyMemberName;
  }

  /** So many rows for a spec that is about many of them, or less where that would take minutes; see {@link EngineRow.scansForKeys}. */
  atMost(many: number, fewer: number): number {
    return this.#row.scansForKeys ? fewer : many;
  }

  /**
   * A name for a key of a map or for a member of JSON: the text itself where the engine takes any, else with look-alikes in
   * place of what would be refused (which is the subject of key-names.spec.ts). Different texts stay different.
   */
  memberName(text: string): string {
    if (this.storesAnyMemberName) return text;
    return text.replaceAll('.', '\u2024').replaceAll('\0', '\u2400').replace(/^\$/, '\uff04');
  }

  /** True where the engine has the ability, natively or emulated. */
  has(capability: Capability): boolean {
    return this.capabilities[capability].level !== 'none';
  }

  /** The engine that all specs of the file share. Usable in hooks and specs, not while specs are being collected. */
  get engine(): ConnectedEngine {
    if (this.#engine === null) throw new Error(`${this.name} is not open: use it inside a hook or a spec.`);
    return this.#engine;
  }

  /** Address of the file's store. On PGlite every engine that connects to it gets an empty store of its own. */
  get url(): string {
    if (this.#store === null) throw new Error(`${this.name} is not open: use it inside a hook or a spec.`);
    return this.#store.url;
  }

  /** Connects another engine, which is closed at the end of the file at the latest. */
  async connect(options: ConnectOptions = {}): Promise<ConnectedEngine> {
    const engine = await createEngine({ ...options, url: this.url });
    this.#others.push(engine);
    return engine;
  }

  /** Binds the models to the shared engine and makes their tables, before the specs of the surrounding block. */
  useModels(...models: readonly AnyClass[]): void {
    beforeAll(async () => {
      this.engine.register(...models, { rebind: true });
      await this.engine.syncSchema();
    }, OPEN_TIMEOUT_MS);
  }

  /** Opens the shared engine unless it is open; called by `describeEachEngine`. */
  async open(): Promise<void> {
    if (this.#engine !== null) return;
    this.#store = await this.#row.createStore(this.#serverUrl);
    this.#engine = await createEngine({ url: this.#store.url });
  }

  /** Closes every engine and removes the store; called by `describeEachEngine`. Idempotent. */
  async close(): Promise<void> {
    const engines = [...this.#others.splice(0), ...(this.#engine === null ? [] : [this.#engine])];
    const store = this.#store;
    this.#engine = null;
    this.#store = null;
    await Promise.all(engines.map((engine) => engine.close()));
    await store?.drop();
  }
}
