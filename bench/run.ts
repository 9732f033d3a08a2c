/**
 * `npm run bench -- --engine postgres|pglite|mongodb [--rounds 40] [--only "find"]`: polydoc against the raw client, in one
 * process on one server. Ratios are medians of the ratios inside each round; see the docstrings of `measure.ts`.
 */
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chart } from './chart';
import { clientCosts } from './client-costs';
import type { BenchOutcome, BenchSettings } from './engines/bench-outcome';
import { benchMongodb } from './engines/mongodb';
import { benchPglite } from './engines/pglite';
import { benchPostgres } from './engines/postgres';
import { HEADINGS, isControlGood, line, markdown } from './report';

const ENGINES: ReadonlyMap<string, (settings: BenchSettings) => Promise<BenchOutcome>> = new Map([
  ['postgres', benchPostgres],
  ['pglite', benchPglite],
  ['mongodb', benchMongodb],
]);

/** Keeps the sections of the other engines and replaces this one's. */
function writeReport(engine: string, section: string): void {
  const path = join(process.cwd(), 'bench', 'RESULTS.md');
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const kept = old.split(/^(?=## )/m).filter((part) => part.startsWith('## ') && !part.startsWith(`## ${engine}\n`));
  const sections = [...kept.map((part) => part.trimEnd()), section.trimEnd()].sort();
  const intro = '# Results\n\nMedians of ratios to the raw client, in one run; made by `npm run bench`.\n';
  writeFileSync(path, `${intro}\n${sections.join('\n\n')}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { engine: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' } },
  });
  const name = values.engine ?? '';
  const bench = ENGINES.get(name);
  if (bench === undefined) throw new Error(`Say --engine and one of ${[...ENGINES.keys()].join(', ')}.`);
  if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc: npm run bench -- --engine ...');
  const effort = { rounds: Number(values.rounds ?? 40), warmUpRounds: 4 };
  console.log(`${name}, ${effort.rounds} rounds\n${HEADINGS}`);
  const onResult: BenchSettings['onResult'] = (comparison) => console.log(line(comparison));
  const { versions, comparisons } = await bench({ effort, only: values.only ?? '', onResult });
  for (const text of clientCosts()) console.log(text);
  const doubtful = comparisons.filter((comparison) => !isControlGood(comparison));
  if (doubtful.length > 0)
    console.log(`void: raw against raw left 0.97-1.03 in ${doubtful.map((one) => one.operation).join(', ')}`);
  if (values.only === undefined) {
    writeReport(name, markdown(name, versions, comparisons));
    writeFileSync(join(process.cwd(), 'bench', `RESULTS-${name}.svg`), chart(name, comparisons));
  }
  const missed = comparisons.some((one) =>
    one.contestants.some((own) => own.name === 'polydoc' && one.bar !== null && own.wall.median > one.bar),
  );
  process.exitCode = missed ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
