import { CAPABILITIES } from '../../../../lib/capability/capability';
import { PGLITE_CAPABILITIES } from '../../../../lib/engines/postgres/pglite-capabilities';
import { openPgliteEngine } from '../../../../lib/engines/postgres/pglite-engine';
import { POSTGRES_CAPABILITIES } from '../../../../lib/engines/postgres/postgres-capabilities';
import { openPostgresEngine } from '../../../../lib/engines/postgres/postgres-engine';

describe.each([
  ['postgres', POSTGRES_CAPABILITIES],
  ['pglite', PGLITE_CAPABILITIES],
] as const)('capabilities of %s', (_name, table) => {
  it('answers every capability and nothing else', () => {
    expect(Object.keys(table).sort()).toEqual([...CAPABILITIES].sort());
    expect(Object.isFrozen(table)).toBe(true);
  });

  it('says in whole sentences why not, and what to use instead', () => {
    for (const support of Object.values(table)) {
      const words = support.level === 'none' ? [support.reason, support.instead] : [];
      for (const sentence of words) expect(sentence).toMatch(/^[A-Z`].*\.$/);
    }
  });
});

describe('an engine', () => {
  it('loads no client and connects to nothing before it is opened', () => {
    const engines = [openPostgresEngine({ url: 'postgres://127.0.0.1:1/none' }), openPgliteEngine({})];
    expect(engines.map(({ name }) => name)).toEqual(['postgres', 'pglite']);
    for (const { driver } of engines) expect(() => driver.client).toThrow('not open');
    const isClient = (path: string): boolean => /node_modules\/(pg|@electric-sql\/pglite)\//.test(path);
    const loaded = Object.keys(require.cache);
    expect(loaded.some((path) => path.includes('postgres-driver'))).toBe(true);
    expect(loaded.filter(isClient)).toEqual([]);
  });
});
