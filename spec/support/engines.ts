import type { Capability } from '../../lib/capability/capability';
import type { EngineName } from '../../lib/contract/engine';
import { MONGODB_CAPABILITIES } from '../../lib/engines/mongodb/mongodb-capabilities';
import { PGLITE_CAPABILITIES } from '../../lib/engines/postgres/pglite-capabilities';
import { POSTGRES_CAPABILITIES } from '../../lib/engines/postgres/postgres-capabilities';
import type { EngineRow } from './engine-row';
import { EngineUnderTest } from './engine-under-test';
import { storeStatus } from './run/available-stores';
import { createMongodbDatabase } from './servers/mongodb-database';
import { startMongodbServer } from './servers/mongodb-server';
import { createPostgresDatabase } from './servers/postgres-database';
import { startPostgresServer } from './servers/postgres-server';

export type { EngineUnderTest } from './engine-under-test';

/** Every engine; a new one is one entry here and its files in `servers/`. */
export const ENGINES: readonly EngineRow[] = [
  {
    name: 'pglite',
    folder: 'postgres',
    capabilities: PGLITE_CAPABILITIES,
    storesAnyMemberName: true,
    scansForKeys: false,
    startServer: null,
    url: 'pglite:',
    createStore: async (url) => ({ url, drop: async () => undefined }),
  },
  {
    name: 'postgres',
    folder: 'postgres',
    capabilities: POSTGRES_CAPABILITIES,
    storesAnyMemberName: true,
    scansForKeys: false,
    startServer: startPostgresServer,
    url: '',
    createStore: createPostgresDatabase,
  },
  {
    name: 'mongodb',
    folder: 'mongodb',
    capabilities: MONGODB_CAPABILITIES,
    storesAnyMemberName: false,
    scansForKeys: true,
    startServer: startMongodbServer,
    url: '',
    createStore: createMongodbDatabase,
  },
];

const HOOK_TIMEOUT_MS = 60_000;

/** One per engine and spec file: jest gives every file its own copy of this module. */
const underTest = new Map<EngineName, EngineUnderTest>();
let collecting: EngineUnderTest | null = null;

function engineUnderTest(row: EngineRow): EngineUnderTest {
  const known = underTest.get(row.name);
  if (known !== undefined) return known;
  const status = storeStatus(row.name);
  if (status === undefined) {
    throw new Error(`Nobody looked for ${row.name}: the spec file itself must import \`support/engines\`.`);
  }
  const created = new EngineUnderTest(row, status);
  underTest.set(row.name, created);
  return created;
}

/**
 * Describes one behaviour on the engines with these names, for `spec/engines`. An engine that is not available is skipped,
 * and the closing table says why.
 */
export function describeEngines(
  names: readonly EngineName[],
  title: string,
  body: (engine: EngineUnderTest) => void,
): void {
  for (const row of ENGINES) {
    if (!names.includes(row.name)) continue;
    const engine = engineUnderTest(row);
    const describeBlock = engine.isAvailable ? describe : describe.skip;
    describeBlock(`${title} [${row.name}]`, () => {
      beforeAll(() => engine.open(), HOOK_TIMEOUT_MS);
      collecting = engine;
      try {
        body(engine);
      } finally {
        collecting = null;
      }
    });
    // At the end of what surrounds the block, so that all blocks of a file share one engine; closing twice is harmless.
    afterAll(() => engine.close(), HOOK_TIMEOUT_MS);
  }
}

/** Describes one behaviour, with the same body on every engine. */
export function describeEachEngine(title: string, body: (engine: EngineUnderTest) => void): void {
  describeEngines(
    ENGINES.map((row) => row.name),
    title,
    body,
  );
}

function collectedEngine(caller: string): EngineUnderTest {
  if (collecting === null) throw new Error(`${caller} stands inside describeEachEngine.`);
  return collecting;
}

/**
 * A spec that needs abilities. Where the engine lacks one it is reported as refused, with the engine's reason; prove the
 * refusal itself with `itRefuses`.
 */
export function itNeeds(
  needs: Capability | readonly Capability[],
  title: string,
  fn: () => Promise<void> | void,
  timeoutMs?: number,
): void {
  const { capabilities } = collectedEngine('itNeeds');
  // Jest's types want one kind of result.
  const run = async (): Promise<void> => fn();
  const list = typeof needs === 'string' ? [needs] : needs;
  for (const capability of list) {
    const support = capabilities[capability];
    if (support.level !== 'none') continue;
    // The reporter knows a refusal by this title.
    it.skip(`${title} (refused, needs ${capability}: ${support.reason})`, run);
    return;
  }
  it(title, run, timeoutMs);
}

/** A spec of how an engine without the ability refuses it; on the others, where it has no subject, there is none. */
export function itRefuses(capability: Capability, title: string, fn: () => Promise<void> | void): void {
  if (!collectedEngine('itRefuses').has(capability)) it(title, async () => fn());
}
