import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from '@swc/core';

/** A node of the syntax tree, as far as these specs look at it. */
export interface SyntaxNode {
  readonly type: string;
  /** Byte position from 0. */
  readonly position: number;
  readonly members: Readonly<Record<string, unknown>>;
}

/** One import, re-export, dynamic import or import type of another module. */
export interface SourceImport {
  /** As written. */
  readonly specifier: string;
  readonly line: number;
  /** The file of ours that it names, from the repository's root; null for a package or a missing file. */
  readonly target: string | null;
}

const ROOT = join(__dirname, '..', '..', '..');

function asNode(value: unknown): SyntaxNode | null {
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') return null;
  const span = 'span' in value ? value.span : null;
  const start = typeof span === 'object' && span !== null && 'start' in span ? Number(span.start) : 1;
  // swc counts bytes from 1.
  return { type: value.type, position: start - 1, members: { ...value } };
}

function* walk(value: unknown): Generator<SyntaxNode> {
  if (Array.isArray(value)) {
    for (const one of value) yield* walk(one);
  } else if (typeof value === 'object' && value !== null) {
    const node = asNode(value);
    if (node !== null) yield node;
    for (const [name, member] of Object.entries(value)) if (name !== 'span') yield* walk(member);
  }
}

function literal(value: unknown): string | null {
  const node = asNode(value);
  return node?.type === 'StringLiteral' ? String(node.members.value) : null;
}

/** What the node imports; null when it imports nothing. */
function importedSpecifier(node: SyntaxNode): string | null {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return literal(node.members.source);
  if (node.type === 'TsImportType') return literal(node.members.argument);
  if (node.type !== 'CallExpression' || asNode(node.members.callee)?.type !== 'Import') return null;
  const [first] = Array.isArray(node.members.arguments) ? node.members.arguments : [];
  return literal(first?.expression);
}

/** One TypeScript file, parsed. */
export class SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly nodes: readonly SyntaxNode[];
  /** Statements of the module itself. */
  readonly statements: readonly SyntaxNode[];
  readonly #bytes: Buffer;

  constructor(path: string) {
    this.path = path;
    this.text = readFileSync(join(ROOT, path), 'utf8');
    this.#bytes = Buffer.from(this.text);
    const module = parseSync(this.text, { syntax: 'typescript', decorators: true, target: 'es2022' });
    this.statements = module.body.map(asNode).filter((node) => node !== null);
    this.nodes = [...walk(module.body)];
  }

  get lineCount(): number {
    return this.text.trimEnd().split('\n').length;
  }

  /** Line of a node, from 1. */
  lineOf(node: SyntaxNode): number {
    return this.textBefore(node).split('\n').length;
  }

  textBefore(node: SyntaxNode): string {
    return this.#bytes.subarray(0, node.position).toString('utf8');
  }

  /** `path:line: message`. */
  report(node: SyntaxNode, message: string): string {
    return `${this.path}:${this.lineOf(node)}: ${message}`;
  }

  get imports(): readonly SourceImport[] {
    return this.nodes.flatMap((node) => {
      const specifier = importedSpecifier(node);
      return specifier === null ? [] : [{ specifier, line: this.lineOf(node), target: this.#resolve(specifier) }];
    });
  }

  #resolve(specifier: string): string | null {
    if (!specifier.startsWith('.')) return null;
    const path = join(ROOT, dirname(this.path), specifier);
    const found = [`${path}.ts`, join(path, 'index.ts'), path].find((one) => one.endsWith('.ts') && existsSync(one));
    return found === undefined ? null : relative(ROOT, found);
  }
}

/** Every TypeScript file under a folder of the repository, in the order of their paths. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => new SourceFile(join(folder, name)));
}
