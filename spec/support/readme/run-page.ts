import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import * as mongodb from 'mongodb';
import * as polydoc from '../../../lib';
import * as polydocMongodb from '../../../lib/mongodb';
import { compileSnippets } from './snippets';

type PageProgram = (modules: Record<string, unknown>, print: (...values: unknown[]) => void) => Promise<void>;

/**
 * Runs the snippets of a page one after another; gives what they print, a list of values per line.
 * @param url of the store that they are to use, whichever they name
 */
export async function runPage(page: string, url: string): Promise<readonly (readonly unknown[])[]> {
  const printed: unknown[][] = [];
  const modules = {
    polydoc: {
      ...polydoc,
      createEngine: (options: polydoc.EngineOptions) => polydoc.createEngine({ ...options, url }),
    },
    'polydoc/mongodb': polydocMongodb,
    'class-transformer': classTransformer,
    'class-validator': classValidator,
    mongodb,
  };
  const make: unknown = new Function(`${compileSnippets(page)}; return page;`);
  const program = (make as () => PageProgram)();
  await program(modules, (...values) => printed.push(values));
  return printed;
}
