import fc from 'fast-check';
import type { Filter } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { sampleFilter } from '../support/filters/arbitrary-filter';
import { sampleAttributes } from '../support/filters/arbitrary-sample';
import { type FilterNode, referenceMatches } from '../support/filters/reference-filter';
import { Sample } from '../support/filters/sample';

const ROWS = { minLength: 4, maxLength: 12 };
const FILTERS = { minLength: 10, maxLength: 16 };
const RUNS = Number(process.env.POLYDOC_PROPERTY_RUNS ?? 25);
const TIMEOUT_MS = 20_000 + RUNS * 2_000;

/** Legal by construction, which the compiler cannot see. */
function asFilter(node: FilterNode): Filter<Sample> {
  return node as Filter<Sample>;
}

async function found(filter: Filter<Sample>): Promise<number[]> {
  const rows = await Sample.find(filter).values('id');
  return rows.map(([id]) => id);
}

async function store(attributes: readonly object[]): Promise<Sample[]> {
  const samples = attributes.map((given, id) => Sample.build({ ...given, id }));
  await Sample.truncate();
  await Sample.insertMany(samples);
  return samples;
}

async function expectAgreement(samples: readonly Sample[], node: FilterNode): Promise<void> {
  const expected = samples.filter((sample) => referenceMatches(sample, node)).map(({ id }) => id);
  const others = samples.map(({ id }) => id).filter((id) => !expected.includes(id));
  expect({ node, found: await found(asFilter(node)) }).toEqual({ node, found: expected });
  expect({ not: node, found: await found({ $not: asFilter(node) }) }).toEqual({ not: node, found: others });
}

describeEachEngine('filters agree with the reference', (engine) => {
  engine.useModels(Sample);

  itNeeds(
    ['query.anyField', 'query.or', 'query.not', 'query.like', 'query.regex'],
    'random filters over random rows find what the rules say, and their negations the rest',
    async () => {
      const property = fc.asyncProperty(
        fc.array(sampleAttributes, ROWS),
        fc.array(sampleFilter, FILTERS),
        async (attributes, nodes) => {
          const samples = await store(attributes);
          for (const node of nodes) await expectAgreement(samples, node);
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    TIMEOUT_MS,
  );
});
