import { InvalidQueryError } from '../../../lib/errors';
import { parseFilter } from '../../../lib/query/parse-filter';
import { refusal, text } from './parsed-filter';
import { USER } from './sample-model';

describe('limits of filters', () => {
  it('stops cycles by depth', () => {
    const cyclic: { $and: unknown[] } = { $and: [] };
    cyclic.$and.push(cyclic, cyclic);
    expect(refusal(cyclic).message).toContain('32 deep');
    const list: unknown[] = [];
    list.push(list);
    expect(refusal(list).message).toContain('32 deep');
    const embedded: Record<string, unknown> = {};
    embedded.$eq = embedded;
    expect(refusal({ extra: embedded }).path).toBe('extra');
  });

  it('allows depth 32 and refuses 33', () => {
    const nested = (depth: number): unknown => (depth === 0 ? { age: 1 } : { $not: nested(depth - 1) });
    expect(text(nested(32))).toBe('age = 1');
    expect(refusal(nested(33)).message).toContain('nested');
  });

  it('allows 256 conditions and refuses 257', () => {
    const many = (count: number): unknown => ({ $or: Array.from({ length: count }, (_, age) => ({ age })) });
    expect(() => parseFilter(USER, many(256))).not.toThrow();
    expect(refusal(many(257)).message).toContain('256');
    expect(refusal({ $or: Array.from({ length: 257 }, () => ({})) }).message).toContain('256');
  });

  it('allows lists of 10,000 and refuses longer ones', () => {
    const list = (length: number): unknown => ({ age: { $in: Array.from({ length }, (_, value) => value) } });
    expect(() => parseFilter(USER, list(10_000))).not.toThrow();
    expect(refusal(list(10_001)).message).toContain('10000');
    expect(refusal({ tags: Array.from({ length: 10_001 }, String) }).message).toContain('10000');
  });

  it('allows patterns of 256 characters and refuses longer ones', () => {
    expect(() => parseFilter(USER, { name: { $like: 'a'.repeat(256) } })).not.toThrow();
    expect(refusal({ name: { $like: 'a'.repeat(257) } }).message).toContain('256');
    expect(refusal({ name: { $regex: 'a'.repeat(257) } }).message).toContain('256');
  });

  it('takes other limits', () => {
    const limits = { maxDepth: 1, maxClauses: 1, maxListLength: 1, maxPatternLength: 1 };
    expect(() => parseFilter(USER, { age: { $in: [1, 2] } }, limits)).toThrow(InvalidQueryError);
  });
});
