import { describeEngines } from '../../support/engines';
import { runPage } from '../../support/readme/run-page';
import { readPage } from '../../support/readme/snippets';

const TIMEOUT_MS = 60_000;

describeEngines(['mongodb'], 'docs/pipelines.md', (engine) => {
  it(
    'has snippets that run, one after another, and print what they say',
    async () => {
      const printed = await runPage(readPage('docs/pipelines.md'), engine.url);
      expect(printed).toEqual([
        [
          [
            { _id: 'Paris', people: 1 },
            { _id: 'Rome', people: 1 },
          ],
        ],
        [[['ann@example.org', 1]]],
        [[{ n: 3 }]],
        [{ e_mail: 'cat@example.org' }],
        [[{ n: 1 }]],
        [1],
      ]);
    },
    TIMEOUT_MS,
  );
});
