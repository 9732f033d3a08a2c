import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { BenchUser, COLUMNS, userRow } from './bench-user';
import { median } from './statistics';

const REPEATS = 15;

/** Costs that need no server: validation, import. As lines of text. */
export async function clientCosts(): Promise<string[]> {
  return [
    `validate one document of ${COLUMNS.length} fields, 7 rules: ${(await validateMicros()).toFixed(2)} us (bar for 10 rules: 0.5)`,
    `import 'polydoc': ${importMillis().toFixed(0)} ms beyond an empty process (bar 40)`,
  ];
}

async function validateMicros(): Promise<number> {
  const document = BenchUser.build(userRow(1));
  const samples: number[] = [];
  for (let round = 0; round < REPEATS; round += 1) {
    const begun = process.hrtime.bigint();
    for (let times = 0; times < 5_000; times += 1) await document.validate();
    samples.push(Number(process.hrtime.bigint() - begun) / 1_000 / 5_000);
  }
  return median(samples);
}

/** Starts processes that import the library, and some that import nothing. */
function importMillis(): number {
  const library = join(__dirname, '..', 'lib', 'index.js');
  const time = (code: string): number => {
    const begun = process.hrtime.bigint();
    execFileSync(process.execPath, ['-e', code]);
    return Number(process.hrtime.bigint() - begun) / 1e6;
  };
  const differences = Array.from({ length: REPEATS }, () => time(`require(${JSON.stringify(library)})`) - time(''));
  return median(differences);
}
