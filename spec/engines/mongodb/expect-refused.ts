import { BulkWriteError, DocumentParsingError, InvalidQueryError, ValidationError } from '../../../lib';
import type { FaultBench } from './fault-bench';

const REFUSALS = [ValidationError, InvalidQueryError, DocumentParsingError] as const;

/** A call that is to be refused. */
export type Work = () => unknown;

/** The error of the first item where several were written together. */
function refusalIn(outcome: unknown): unknown {
  return outcome instanceof BulkWriteError ? outcome.cause : outcome;
}

/** Proves that all are refused by an error for bad input, and that the client sent nothing for any of them. */
export async function expectRefused(bench: FaultBench, works: Readonly<Record<string, Work>>): Promise<void> {
  const passed: string[] = [];
  const before = await bench.stored('guests');
  const sent = await bench.pool.sentBy(async () => {
    for (const [title, work] of Object.entries(works)) {
      const outcome = refusalIn(await (async () => work())().catch((error: unknown) => error));
      if (!REFUSALS.some((refusal) => outcome instanceof refusal)) passed.push(`${title}: ${String(outcome)}`);
    }
  });
  expect(passed).toEqual([]);
  expect(sent).toEqual([]);
  expect(await bench.stored('guests')).toEqual(before);
  expect(Reflect.get({}, '$gt')).toBeUndefined();
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}
