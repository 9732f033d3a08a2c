import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { rulesOf } from '../lib/model/validation-rules';
import { BenchUser, userRow } from './bench-user';
import { median } from './statistics';

const REPEATS = 15;
const CHECKS = 20_000;

/** Costs that need no server: validation, import. As lines of text. */
export function clientCosts(): string[] {
  return [
    `validate one document by its 7 rules: ${validateMicros().toFixed(2)} us (bar for 10 rules: 0.5)`,
    `import 'polydoc': ${importMillis().toFixed(0)} ms beyond an empty process (bar 40)`,
  ];
}

/** Rules alone, as they are held against a document before a write. */
function validateMicros(): number {
  const document = BenchUser.build(userRow(1));
  const rules = rulesOf(BenchUser);
  if (rules === null) throw new Error('BenchUser has no rules.');
  const samples: number[] = [];
  for (let round = 0; round < REPEATS; round += 1) {
    const begun = process.hrtime.bigint();
    for (let times = 0; times < CHECKS; times += 1) rules.check(document, undefined);
    samples.push(Number(process.hrtime.bigint() - begun) / 1_000 / CHECKS);
  }
  return median(samples);
}

/** Starts processes that import the package as it is published, and some that import nothing. */
function importMillis(): number {
  const library = join(process.cwd(), 'dist', 'index.js');
  const time = (code: string): number => {
    const begun = process.hrtime.bigint();
    execFileSync(process.execPath, ['-e', code]);
    return Number(process.hrtime.bigint() - begun) / 1e6;
  };
  const differences = Array.from({ length: REPEATS }, () => time(`require(${JSON.stringify(library)})`) - time(''));
  return median(differences);
}
