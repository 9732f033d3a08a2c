import * as classValidator from 'class-validator';
import * as polydoc from '../lib';
import { withCapabilityTable } from './support/readme/capability-table';
import { compileSnippets, readReadme } from './support/readme/snippets';

type ReadmeProgram = (modules: Record<string, unknown>, print: (...values: unknown[]) => void) => Promise<void>;

describe('README', () => {
  it('has snippets that run, one after another, and print what they say', async () => {
    const printed: unknown[][] = [];
    const make: unknown = new Function(`${compileSnippets(readReadme())}; return readme;`);
    const program = (make as () => ReadmeProgram)();
    await program({ polydoc, 'class-validator': classValidator }, (...values) => printed.push(values));
    expect(printed[0]).toEqual([{ tags: { old: [], new: ['new'] }, 'address.city': { old: 'Paris', new: 'Lyon' } }]);
    expect(printed).toContainEqual(['POLYDOC_CONFLICT', 1, 2]);
    expect(printed).toContainEqual(['hello-world']);
    expect(printed).toContainEqual(['committed']);
    expect(printed).toContainEqual(['stored', 'draft']);
    expect(printed).toContainEqual([1, false]);
    expect(printed).toContainEqual([2, true]);
  });

  it('shows the capabilities as the engines state them', () => {
    expect(withCapabilityTable(readReadme())).toBe(readReadme());
  });
});
