import { describeEachEngine, describeEngines, itNeeds } from './support/engines';
import { withCapabilityTable } from './support/readme/capability-table';
import { runPage } from './support/readme/run-page';
import { readPage, readReadme } from './support/readme/snippets';

/** Two cores that also run servers: a page is many round trips. */
const TIMEOUT_MS = 60_000;

describe('README', () => {
  it('shows the capabilities as the engines state them', () => {
    expect(withCapabilityTable(readReadme())).toBe(readReadme());
  });
});

describeEachEngine('README', (engine) => {
  itNeeds(
    ['transaction', 'watch'],
    'has snippets that run, one after another, and print what they say',
    async () => {
      const printed = await runPage(readReadme(), engine.url);
      expect(printed[0]).toEqual([{ tags: { old: [], new: ['new'] }, 'address.city': { old: 'Paris', new: 'Lyon' } }]);
      expect(printed).toContainEqual(['POLYDOC_CONFLICT', 1, 2]);
      expect(printed).toContainEqual(['hello-world']);
      expect(printed).toContainEqual(['committed']);
      expect(printed).toContainEqual(['stored', 'draft']);
      expect(printed).toContainEqual([1, false]);
      expect(printed).toContainEqual([2, true]);
      expect(printed).toContainEqual(['insert', 'first', 'new']);
    },
    TIMEOUT_MS,
  );
});

describeEngines(['mongodb'], 'docs/coming-from-mongoose.md', (engine) => {
  itNeeds(
    'transaction',
    'has snippets that run, one after another, and print what they say',
    async () => {
      const printed = await runPage(readPage('docs/coming-from-mongoose.md'), engine.url);
      expect(printed).toEqual([
        [['tags', 'address.city']],
        ['Anna <ann@example.org>', true],
        [false],
        [true],
        [1, [{ name: 'Anna', address: { city: 'Lyon' } }]],
        [1],
        [[{ _id: 'Lyon', people: 1 }]],
        [[{ _id: 'Lyon', people: 1 }]],
        ['hello-world'],
        [[['Hello World', 'Anna']]],
        [['Click', 'Signup'], 1],
        [41, 1],
      ]);
    },
    TIMEOUT_MS,
  );
});
