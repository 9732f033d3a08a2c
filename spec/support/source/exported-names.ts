import type { SourceFile, SyntaxNode } from './source-file';

/** An exported name and whether a docblock stands right before its declaration. */
export interface ExportedName {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly isDocumented: boolean;
}

const DOCBLOCK_AT_END = /\/\*\*(?:(?!\*\/)[\s\S])+\*\/\s*$/;
const LINE_COMMENTS_AT_END = /(?:\n[ \t]*\/\/[^\n]*)+\s*$/;
const DECORATORS_AT_END = /(?:\n@\w+\([^\n]*\))+\s*$/;

function isDocumented(file: SourceFile, node: SyntaxNode): boolean {
  // Decorators and a line comment in between, such as the reason of a suppression, do not part a docblock from its name.
  const before = file.textBefore(node).replace(LINE_COMMENTS_AT_END, '\n').replace(DECORATORS_AT_END, '\n');
  return DOCBLOCK_AT_END.test(before);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Names that a declaration declares. */
function declaredNames(declaration: unknown): readonly string[] {
  const declarations = field(declaration, 'declarations');
  if (Array.isArray(declarations)) return declarations.map((one) => String(field(field(one, 'id'), 'value')));
  const identifier = field(declaration, 'identifier') ?? field(declaration, 'id');
  return identifier === undefined ? [] : [String(field(identifier, 'value'))];
}

/** Names that `export { a, b as c }` of own declarations lists, as they are called in the file. */
function listedNames(node: SyntaxNode): readonly string[] {
  if (node.type !== 'ExportNamedDeclaration' || field(node.members.source, 'value') !== undefined) return [];
  const specifiers = node.members.specifiers;
  return Array.isArray(specifiers) ? specifiers.map((one) => String(field(field(one, 'orig'), 'value'))) : [];
}

/** What the file exports and declares itself; names that it passes on from other files are documented there. */
export function exportedNames(file: SourceFile): readonly ExportedName[] {
  const listed = new Set(file.statements.flatMap(listedNames));
  const found = new Map<string, ExportedName>();
  const add = (name: string, node: SyntaxNode): void => {
    // Of an overloaded function, one signature has the docblock.
    const documented = isDocumented(file, node) || found.get(name)?.isDocumented === true;
    found.set(name, { name, node: found.get(name)?.node ?? node, isDocumented: documented });
  };
  for (const node of file.statements) {
    if (node.type === 'ExportDeclaration') {
      for (const name of declaredNames(node.members.declaration)) add(name, node);
    } else if (node.type.startsWith('ExportDefault')) {
      add('default', node);
    } else {
      for (const name of declaredNames(node.members)) if (listed.has(name)) add(name, node);
    }
  }
  return [...found.values()];
}
