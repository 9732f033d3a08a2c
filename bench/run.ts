/**
 * `npm run bench -- --engine postgres|pglite [--rounds 40] [--only "find"]`: polydoc against the raw client, in one
 * process on one server. Ratios are medians of the ratios inside each round; see the docstrings of `measure.ts`.
 */
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PgliteEngine, PostgresEngine } from '../lib';
import { startPostgresServer } from '../spec/support/servers/postgres-server';
import { BenchUser } from './bench-user';
import { chart } from './chart';
import { clientCosts } from './client-costs';
import { openPgClient } from './contestants/pg-client';
import { pgliteClient } from './contestants/pglite-client';
import type { Comparison, Effort } from './measure';
import { HEADINGS, isControlGood, line, markdown } from './report';
import { runSqlSuite } from './sql-suite';

const BARS = {
  postgres: {
    'find by key': 1.1,
    'find 1,000': 0.9,
    'insert 1': 1.15,
    'bulk insert 10,000': 1,
    'load, change, save': 1.12,
    'transaction of 3 writes': 1.12,
    'cursor over 100,000': 1.05,
  },
  pglite: {
    'find by key': 1.1,
    'find 1,000': 0.97,
    'insert 1': 1.15,
    'bulk insert 10,000': 1.1,
    'load, change, save': 1.12,
    'transaction of 3 writes': 1.12,
    'cursor over 100,000': 1.05,
  },
} as const;

interface Settings {
  readonly effort: Effort;
  readonly only: string;
}

interface Outcome {
  readonly versions: string;
  readonly comparisons: readonly Comparison[];
}

function onResult(comparison: Comparison): void {
  console.log(line(comparison));
}

async function benchPostgres({ effort, only }: Settings): Promise<Outcome> {
  const server = await startPostgresServer();
  try {
    const client = await openPgClient(server.url);
    const engine = await PostgresEngine.connect({ url: server.url, poolSize: 1, models: [BenchUser] });
    const bars = BARS.postgres;
    const comparisons = await runSqlSuite({ client, engine, bars, effort, only, onResult });
    await engine.close();
    await client.close();
    return { versions: `PostgreSQL ${server.version}, pg, Node ${process.version}.`, comparisons };
  } finally {
    await server.stop();
  }
}

async function benchPglite({ effort, only }: Settings): Promise<Outcome> {
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create();
  const engine = await PgliteEngine.connect({ client: database, models: [BenchUser] });
  const bars = BARS.pglite;
  const comparisons = await runSqlSuite({ client: pgliteClient(database), engine, bars, effort, only, onResult });
  await engine.close();
  await database.close();
  return { versions: `PGlite in process, Node ${process.version}.`, comparisons };
}

const ENGINES = { postgres: benchPostgres, pglite: benchPglite } as const;

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
  const name = values.engine;
  if (name !== 'postgres' && name !== 'pglite') throw new Error('Say --engine postgres or --engine pglite.');
  if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc: npm run bench -- --engine ...');
  const effort = { rounds: Number(values.rounds ?? 40), warmUpRounds: 4 };
  console.log(`${name}, ${effort.rounds} rounds\n${HEADINGS}`);
  const { versions, comparisons } = await ENGINES[name]({ effort, only: values.only ?? '' });
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
