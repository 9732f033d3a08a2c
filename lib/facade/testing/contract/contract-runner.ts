import { ConfigurationError } from '../../../errors/definition-errors';

/** The part of a test runner that the contract needs: jest, vitest, mocha, and node:test all have it. */
export interface ContractRunner {
  describe(title: string, body: () => void): unknown;
  it(title: string, check: () => Promise<void>): unknown;
  before(prepare: () => Promise<void>): unknown;
  after(tidy: () => Promise<void>): unknown;
}

/** Opening a store takes seconds on a busy machine; runners that take a limit of their own get this one. */
const HOOK_TIMEOUT_MS = 60_000;

/**
 * The runner whose functions are global: `describe`, `it` or `test`, `beforeAll`/`afterAll` or `before`/`after`.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when there is none.
 */
export function globalRunner(): ContractRunner {
  const describe = globalFunction('describe');
  const it = globalFunction('it', 'test');
  const before = globalFunction('beforeAll', 'before');
  const after = globalFunction('afterAll', 'after');
  return {
    describe: (title, body) => describe(title, body),
    it: (title, check) => it(title, check),
    before: (prepare) => before(prepare, HOOK_TIMEOUT_MS),
    after: (tidy) => after(tidy, HOOK_TIMEOUT_MS),
  };
}

function globalFunction(...names: readonly string[]): (...args: readonly unknown[]) => unknown {
  for (const name of names) {
    const found: unknown = Reflect.get(globalThis, name);
    if (typeof found === 'function') return (...args) => Reflect.apply(found, undefined, args);
  }
  throw new ConfigurationError(`There is no global function ${names.join(' or ')}: no test runner is at work.`, {
    hint: 'Run this inside jest, vitest or mocha, or pass the functions of node:test as the last argument.',
  });
}
