import type { AnyClass } from '../../../lib/internal/any-class';
import { type LogicalType, SCALAR_NAMES } from '../../../lib/types/logical-type';
import { describeType, parseTypeDeclaration, vectorType } from '../../../lib/types/type-declaration';
import { NODE, Node, thrownBy } from './typed-values';

const embedded = (target: () => AnyClass): LogicalType => {
  expect(target()).toBe(Node);
  return NODE;
};
const parse = (declaration: unknown): LogicalType => parseTypeDeclaration(declaration, embedded);

describe('a type declaration', () => {
  it.each(SCALAR_NAMES)('may be the name %s', (kind) => {
    expect(parse(kind)).toEqual({ kind });
    expect(describeType(parse(kind))).toBe(kind);
  });

  it.each([
    [['int'], 'list<int>'],
    [[['int']], 'list<list<int>>'],
    [{ set: 'uuid' }, 'set<uuid>'],
    [{ map: ['string', { set: 'int' }] }, 'map<string, set<int>>'],
    [{ tuple: ['int', ['string']] }, 'tuple<int, list<string>>'],
    [() => Node, 'Node'],
    [[() => Node], 'list<Node>'],
    [
      function target() {
        return Node;
      },
      'Node',
    ],
  ])('%j is %s, frozen', (declaration, text) => {
    const type = parse(declaration);
    expect(describeType(type)).toBe(text);
    if (type !== NODE) expect(Object.isFrozen(type)).toBe(true);
  });

  it.each([
    ['text', "'text' is not a type"],
    ['vector', 'needs its dimensions'],
    [String, 'String stands there itself'],
    [Node, 'write () => Node'],
    [[], 'a list states one type'],
    [['int', 'int'], 'a list states one type'],
    [{ set: 'int', map: ['int', 'int'] }, 'Write one of'],
    [{ bag: 'int' }, 'Write one of'],
    [{}, 'Write one of'],
    [{ map: ['int'] }, 'a map states two types'],
    [{ tuple: [] }, 'a tuple states its types'],
    [{ tuple: 'int' }, 'a tuple states its types'],
    [null, 'Write one of'],
    [undefined, 'Write one of'],
    [1, 'Write one of'],
    [['number'], "'number' is not a type"],
  ])('%p is refused and told what to write', (declaration, message) => {
    const problem = thrownBy(() => parse(declaration));
    expect(problem.constraint).toBe('declaration');
    expect(problem.message).toContain(message);
  });
});

describe('a vector type', () => {
  it('has 1 to 16,000 dimensions', () => {
    expect(describeType(vectorType(3))).toBe('vector<3>');
    expect(vectorType(16_000)).toEqual({ kind: 'vector', dimensions: 16_000 });
    for (const dimensions of [0, -1, 1.5, 16_001, Number.NaN]) {
      expect(thrownBy(() => vectorType(dimensions)).message).toContain('1 to 16000');
    }
  });
});
