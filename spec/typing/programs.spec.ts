import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = join(__dirname, 'programs');

/** One run of the compiler over all programs: a refusal that is missing shows as an unused `@ts-expect-error`. */
describe('programs against the public types', () => {
  const compiler = join(__dirname, '../../node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', join(__dirname, 'tsconfig.json'), '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const errors = `${run.stdout}${run.stderr}`.split('\n');

  const errorsIn = (file: string): string[] => errors.filter((line) => line.includes(`programs/${file}(`));

  it.each(readdirSync(PROGRAMS).filter((file) => file !== 'control.ts'))('%s compiles where it should only', (file) => {
    expect(errorsIn(file)).toEqual([]);
  });

  it('were seen by the compiler', () => {
    expect(run.error).toBeUndefined();
    expect(errorsIn('control.ts')).toEqual([expect.stringContaining('TS2322')]);
  });
});
