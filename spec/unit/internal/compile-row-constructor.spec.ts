import { spawnSync } from 'node:child_process';
import {
  closureRowConstructor,
  compileRowConstructor,
  type RowProperty,
} from '../../../lib/internal/compile-row-constructor';

const HOSTILE = [
  '__proto__',
  'constructor',
  'a"b',
  "a'b",
  'a\\b',
  '\u2028',
  'läng',
  '}; throw 1; {',
  '',
  '0',
  'withSetter',
  'readOnly',
];

class Shape {
  set withSetter(_value: unknown) {
    throw new Error('a setter must not run');
  }
}
Object.defineProperty(Shape.prototype, 'readOnly', { value: 1, writable: false });

function property(name: string, position: number, more: Partial<RowProperty> = {}): RowProperty {
  return { property: name, position, decode: null, onNull: null, encode: null, isShared: true, ...more };
}

describe.each([
  ['generated code', compileRowConstructor],
  ['closures', closureRowConstructor],
])('row constructors of %s', (_name, make) => {
  it('make own enumerable data properties of any name', () => {
    const create = make(
      HOSTILE.map((name, index) => property(name, index)),
      Shape.prototype,
    );
    const made = create(HOSTILE.map((_hostile, index) => index));
    expect(Object.getPrototypeOf(made)).toBe(Shape.prototype);
    expect(new Map(Object.entries(made))).toEqual(new Map(HOSTILE.map((name, index) => [name, index])));
    for (const name of HOSTILE) {
      expect(Object.getOwnPropertyDescriptor(made, name)).toMatchObject({ writable: true, configurable: true });
    }
  });

  it('decode cells, put shared values back and leave the text of others', () => {
    const upper = (cell: string): unknown => cell.toUpperCase();
    const create = make(
      [property('a', 1, { decode: upper }), property('b', 0, { decode: upper, isShared: false })],
      Object.prototype,
    );
    const row: unknown[] = ['x', 'y'];
    expect(create(row)).toEqual({ a: 'Y', b: 'X' });
    expect(row).toEqual(['x', 'Y']);
  });

  it('fill nulls, and note in the row what was filled in', () => {
    const create = make(
      [
        property('a', 0, { onNull: () => 1 }),
        property('b', 1, { onNull: () => [2], encode: String, isShared: false }),
        property('c', 2, { onNull: () => undefined }),
        property('d', 3),
      ],
      Object.prototype,
    );
    const row: unknown[] = [null, null, null, null];
    expect(create(row)).toEqual({ a: 1, b: [2], c: null, d: null });
    expect(row).toEqual([1, '2', null, null]);
  });
});

it('row constructors work where code generation is forbidden', () => {
  const program = `
    require('@swc/core');
    const { transformFileSync } = require('@swc/core');
    const Module = require('node:module');
    require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' },
    }).code, file);
    const { compileRowConstructor } = require('./lib/internal/compile-row-constructor.ts');
    const create = compileRowConstructor(
      [{ property: 'a', position: 0, decode: Number, onNull: null, encode: null, isShared: true }], Object.prototype);
    console.log(JSON.stringify(create(['5'])));
  `;
  const run = spawnSync(process.execPath, ['--disallow-code-generation-from-strings', '-e', program], {
    encoding: 'utf8',
  });
  expect(run.stdout.trim()).toBe('{"a":5}');
});
