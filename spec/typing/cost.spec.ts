import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY = join(__dirname, '../../lib');

const PROGRAM = `
import type { Query } from '${LIBRARY}/query/query';
import type { Filter } from '${LIBRARY}/query/filter';
import type { Decimal } from '${LIBRARY}/types/decimal';
class Address { city!: string; zip?: string | null }
class User {
  id!: string; email!: string; age?: number | null; price!: Decimal; tags: string[] = []; address?: Address;
  rev!: number; createdAt!: Date; updatedAt!: Date;
  save(): void {}
}
declare function find(filter?: Filter<User>): Query<User>;
export async function program(): Promise<unknown> {
  const some = await find({
    age: { $gte: 18 }, 'address.city': 'Paris', tags: { $overlaps: ['a'] }, $or: [{ email: 'x' }, { email: null }],
  }).orderBy('-createdAt').limit(5);
  return [some, await find({ email: 'x' }).select('email', 'address.city').first()];
}
`;

const EMPTY = `
import type { Query } from '${LIBRARY}/query/query';
export type Untouched = Query<object>;
`;

/** Instantiations that a program takes; of the library's own sources only what the program makes the compiler look at. */
function instantiations(folder: string, name: string, text: string): number {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, text);
  const options = [
    '--ignoreConfig --noEmit --strict --skipLibCheck --experimentalDecorators --extendedDiagnostics --esModuleInterop',
    '--lib es2022,esnext.disposable --types node --target es2022 --module commonjs --moduleResolution bundler',
  ];
  const compiler = join(__dirname, '../../node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, ...options.join(' ').split(' '), file], { encoding: 'utf8' });
  const count = /Instantiations:\s+(\d+)/.exec(run.stdout)?.[1];
  if (count === undefined) throw new Error(`The compiler said: ${run.stdout}${run.stderr}`);
  expect(run.stdout.split('\n').filter((line) => line.includes(`${name}.ts(`))).toEqual([]);
  return Number(count);
}

describe('type checking', () => {
  it('takes at most 10,000 instantiations for two queries', () => {
    const folder = mkdtempSync(join(__dirname, 'cost-'));
    try {
      const library = instantiations(folder, 'empty', EMPTY);
      expect(instantiations(folder, 'program', PROGRAM) - library).toBeLessThanOrEqual(10_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
