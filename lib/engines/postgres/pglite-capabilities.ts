import { type CapabilityTable, native, none } from '../../capability/support';
import { POSTGRES_CAPABILITIES } from './postgres-capabilities';

const NEVER_CONTENDED = native('Never contended: there is one connection.');

/** What PGlite can do: PostgreSQL with one connection. See https://pglite.dev/docs/ */
export const PGLITE_CAPABILITIES = Object.freeze({
  ...POSTGRES_CAPABILITIES,
  transaction: native('One connection: others wait until the transaction ends.'),
  'lock.row': NEVER_CONTENDED,
  'lock.nowait': NEVER_CONTENDED,
  'lock.skipLocked': NEVER_CONTENDED,
  consistency: none('PGlite has one copy and one connection.', 'Leave `consistency` out.'),
  'query.readPreference': none('PGlite has one copy.', 'Leave `readPreference` out.'),
  stream: native('Keyset pages.'),
  vector: native('Needs the `vector` extension, a module of its own, given in `driverOptions.extensions`.'),
}) satisfies CapabilityTable;
