/**
 * A tour of polydoc on real data: npm's vega-datasets, on the embedded database or on the one that POLYDOC_URL names.
 * Uses tables whose names begin with `example_`, and removes them again.
 */
import 'reflect-metadata';
import { createEngine } from '../lib';
import { AcclaimedMovie, Account, Airport, Movie, MovieViews } from '.';
import { loadData } from './tour/load';
import { headline, say } from './tour/say';
import { change, conflict, count, query, view } from './tour/steps';
import { transact } from './tour/transactions';

async function removeTables(): Promise<void> {
  await AcclaimedMovie.dropView();
  for (const model of [Movie, Airport, MovieViews, Account]) await model.dropTable();
}

async function tour(): Promise<void> {
  const begun = performance.now();
  await using engine = await createEngine({ models: [Movie, Airport, MovieViews, AcclaimedMovie, Account] });
  headline(`Connected to ${engine.name}`);
  await removeTables();
  const plan = await engine.syncSchema();
  say(`${plan.length} schema changes applied; again: ${(await engine.planSchema()).length} to do`);
  headline('Load, with validation');
  await loadData();
  headline('Query');
  await query();
  headline('Change');
  await change(engine);
  headline('Conflict');
  await conflict();
  headline('Count');
  await count();
  headline('View');
  await view();
  headline('Transaction');
  await transact(engine);
  await removeTables();
  headline(`Done in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

tour().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
