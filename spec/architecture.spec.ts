import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CAPABILITIES } from '../lib/capability/capability';
import { exportedNames } from './support/source/exported-names';
import { importCycles } from './support/source/import-cycles';
import { type SourceFile, type SyntaxNode, sourceFiles } from './support/source/source-file';

const MAX_LINES = 300;

/** What each folder of `lib` may import besides itself. Type imports count: they tie files together just the same. */
const LAYERS = [
  'internal',
  'errors',
  'capability types',
  'metadata',
  'query',
  'contract',
  'execution',
  'model',
  'facade',
];
const ALLOWED = new Map<string, readonly string[]>();
for (const [index, layer] of LAYERS.entries()) {
  const below = LAYERS.slice(0, index).flatMap((one) => one.split(' '));
  for (const folder of layer.split(' ')) ALLOWED.set(folder, below);
}
const upToContract = [...(ALLOWED.get('contract') ?? []), 'contract'];
ALLOWED.set('decorators', ['metadata', 'types', 'errors', 'internal']);
ALLOWED.set('engines', upToContract);
ALLOWED.set('schema', upToContract);
ALLOWED.set('model', [...(ALLOWED.get('model') ?? []), 'schema']);
// The top of everything: it puts an engine under the models, and declares those of the engine contract.
ALLOWED.set('facade', [...(ALLOWED.get('facade') ?? []), 'schema', 'engines', 'decorators']);

const files = sourceFiles('lib');

/** First folder below `lib`; null for an entry point. */
function folderOf(path: string): string | null {
  const [, folder, ...rest] = path.split('/');
  return folder === undefined || rest.length === 0 ? null : folder;
}

/** Why a file at one path may not import one at the other; null when it may. */
function importProblem(from: string, to: string): string | null {
  const source = folderOf(from);
  const target = folderOf(to);
  // Entry points and commands may import anything.
  if (source === null || source === 'cli') return null;
  if (target === null) return 'an entry point is for users, not for lib itself';
  if (source === 'engines' && target === 'engines') {
    const sameEngine = from.split('/')[2] === to.split('/')[2];
    return sameEngine ? null : 'an engine may not import another engine';
  }
  if (source === target) return null;
  const allowed = ALLOWED.get(source);
  if (allowed === undefined) return `${source}/ is not in the table of folders`;
  return allowed.includes(target) ? null : `${source}/ may import ${allowed.join(', ') || 'no other folder'}`;
}

function importProblems(file: SourceFile): readonly string[] {
  return file.imports.flatMap(({ specifier, line, target }) => {
    const where = `${file.path}:${line}: imports ${specifier}`;
    if (target === null) return specifier.startsWith('.') ? [`${where}: there is no such file`] : [];
    const problem = importProblem(file.path, target);
    return problem === null ? [] : [`${where}: ${problem}`];
  });
}

/** Reports every node that the predicate picks. */
function nodesWhere(picked: (node: SyntaxNode) => boolean, message: string): readonly string[] {
  return files.flatMap((file) => file.nodes.filter(picked).map((node) => file.report(node, message)));
}

function linesMatching(pattern: RegExp, message: string): readonly string[] {
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1}: ${message}`] : [])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

describe('lib', () => {
  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('imports only downwards', () => {
    expect(files.flatMap(importProblems)).toEqual([]);
  });

  it('has no import cycle, type imports included', () => {
    expect(importCycles(files).map((cycle) => cycle.join(' → '))).toEqual([]);
  });

  it(`has no file of more than ${MAX_LINES} lines`, () => {
    const long = files.filter((file) => file.lineCount > MAX_LINES);
    expect(long.map((file) => `${file.path}:${MAX_LINES + 1}: the file has ${file.lineCount} lines`)).toEqual([]);
  });

  it('has kebab-case file names', () => {
    const odd = files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file.path)));
    expect(odd.map((file) => file.path)).toEqual([]);
  });

  it('has no explicit any', () => {
    expect(nodesWhere((node) => node.type === 'TsKeywordType' && node.members.kind === 'any', 'explicit any')).toEqual(
      [],
    );
  });

  it('asserts nothing to be non-null', () => {
    expect(nodesWhere((node) => node.type === 'TsNonNullExpression', 'non-null assertion')).toEqual([]);
  });

  it('suppresses a check only with a reason', () => {
    expect(linesMatching(/@ts-(ignore|nocheck)\b/, 'suppresses the type check; @ts-expect-error can say why')).toEqual(
      [],
    );
    expect(linesMatching(/@ts-expect-error\W*$/, '@ts-expect-error without a reason')).toEqual([]);
    expect(linesMatching(/biome-ignore(?![^:]*: *(?!<)\S)/, 'biome-ignore without a reason')).toEqual([]);
  });

  it('documents every exported name', () => {
    const undocumented = files.flatMap((file) =>
      exportedNames(file)
        .filter((exported) => !exported.isDocumented)
        .map((exported) => file.report(exported.node, `${exported.name} has no docblock`)),
    );
    expect(undocumented).toEqual([]);
  });
});

describe('entry points', () => {
  const entryPoints = files.filter((file) => folderOf(file.path) === null);

  it('hold no logic', () => {
    const isReExport = (node: SyntaxNode): boolean => {
      if (node.type === 'ImportDeclaration') return true;
      return node.type === 'ExportNamedDeclaration' && node.members.source !== null;
    };
    const logic = entryPoints.flatMap((file) =>
      file.statements.filter((node) => !isReExport(node)).map((node) => file.report(node, 'is no named re-export')),
    );
    expect(logic).toEqual([]);
  });
});

describe('error classes', () => {
  const classes = files
    .filter((file) => folderOf(file.path) === 'errors')
    .flatMap((file) => file.nodes.filter((node) => node.type === 'ClassDeclaration').map((node) => ({ file, node })));

  /** The class's own code; null when it has none. */
  function codeOf(node: SyntaxNode): string | null {
    const members = Array.isArray(node.members.body) ? node.members.body : [];
    const member: unknown = members.find((one) => one.type === 'ClassProperty' && one.key.value === 'code');
    return isRecord(member) && isRecord(member.value) ? String(member.value.value) : null;
  }

  const codes = classes.flatMap(({ file, node }) => {
    const code = codeOf(node);
    return code === null ? [] : [{ code, where: file.report(node, code) }];
  });

  it('have a code that starts with POLYDOC_', () => {
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter(({ code }) => !/^POLYDOC_[A-Z]+(_[A-Z]+)*$/.test(code)).map(({ where }) => where)).toEqual([]);
  });

  it('have a code of their own each', () => {
    const concrete = classes.filter(({ node }) => node.members.isAbstract !== true);
    const without = concrete.filter(({ node }) => codeOf(node) === null);
    expect(without.map(({ file, node }) => file.report(node, 'a class without a code'))).toEqual([]);
    const twice = codes.filter(({ code }) => codes.filter((other) => other.code === code).length > 1);
    expect(twice.map(({ where }) => where)).toEqual([]);
  });
});

describe('engines', () => {
  const root = join(__dirname, '..', 'lib', 'engines');
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  it.each(folders.map((folder) => folder.name))('%s answers every capability', async (folder) => {
    const modules = readdirSync(join(root, folder)).filter((name) => name.endsWith('-capabilities.ts'));
    expect(modules).not.toEqual([]);
    for (const name of modules) {
      const loaded: Record<string, unknown> = await import(join(root, folder, name));
      const tables = Object.entries(loaded).filter(([exported]) => exported.endsWith('_CAPABILITIES'));
      expect(tables).not.toEqual([]);
      for (const [, table] of tables) expect(unanswered(table)).toEqual([]);
    }
  });

  /** Capabilities that a table does not answer, or not with the words that belong to the answer. */
  function unanswered(table: unknown): readonly string[] {
    if (!isRecord(table)) return ['the table is no object'];
    return CAPABILITIES.filter((capability) => {
      const support = table[capability];
      if (!isRecord(support)) return true;
      if (support.level === 'native') return false;
      const words = support.level === 'emulated' ? [support.cost] : [support.reason, support.instead];
      return words.some((one) => typeof one !== 'string' || one === '');
    });
  }
});

describe('the repository', () => {
  it.each(['README.md', 'LICENSE', 'CHANGELOG.md', 'lib/DESIGN.md', 'compose.yaml'])('has %s', (path) => {
    expect(existsSync(join(__dirname, '..', path))).toBe(true);
  });
});
