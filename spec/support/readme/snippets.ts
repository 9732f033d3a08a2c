import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

/** Text of a page for users, by its path from the top folder. */
export function readPage(path: string): string {
  return readFileSync(join(__dirname, '..', '..', '..', path), 'utf8');
}

/** Text of the README. */
export function readReadme(): string {
  return readPage('README.md');
}

/**
 * A page's TypeScript as one program: its snippets build on each other, so they run in their order. Imports come
 * from `modules`, what is printed goes to `print`.
 */
export function compileSnippets(page: string): string {
  const snippets = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
  const imports: string[] = [];
  const body = snippets
    .join('\n')
    .replace(/^import \{([^}]*)\} from '([^']+)';$/gm, (_line, names: string, module: string) => {
      imports.push(`const {${names}} = modules[${JSON.stringify(module)}];`);
      return '';
    })
    .replaceAll('console.log(', 'print(');
  const program = `async function page(modules, print) {\n${imports.join('\n')}\n${body}\nawait engine.close();\n}\n`;
  const { code } = transformSync(program, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
      keepClassNames: true,
    },
    isModule: false,
  });
  return code;
}
