import { generateValue } from '../../../lib/types/generate-value';
import { parserFor } from '../../../lib/types/parse-value';

const many = (strategy: Parameters<typeof generateValue>[0]): string[] =>
  Array.from({ length: 5_000 }, () => generateValue(strategy));

/** The 60 bits of time of a version 1 UUID. */
function ticksOf(uuid: string): bigint {
  const [low = '', mid = '', high = ''] = uuid.split('-');
  return BigInt(`0x${high.slice(1)}${mid}${low}`);
}

describe('generated values', () => {
  it.each([
    ['uuidv7', 'uuid'],
    ['uuidv4', 'uuid'],
    ['objectId', 'objectId'],
    ['timeuuid', 'timeuuid'],
  ] as const)('of %s are canonical and never repeat', (strategy, kind) => {
    const values = many(strategy);
    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(parserFor({ kind })(value)).toBe(value);
  });

  it.each(['uuidv7', 'objectId'] as const)('of %s grow', (strategy) => {
    const values = many(strategy);
    expect([...values].sort()).toEqual(values);
  });

  it('of timeuuid grow in their time, which is now', () => {
    const before = Date.now();
    const ticks = many('timeuuid').map(ticksOf);
    expect(ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? 0n))).toBe(true);
    const ms = Number(((ticks[0] ?? 0n) - 122_192_928_000_000_000n) / 10_000n);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThanOrEqual(Date.now());
  });

  it('of objectId grow when the clock goes back, and start with the time', () => {
    const first = generateValue('objectId');
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    const second = generateValue('objectId');
    now.mockRestore();
    expect(second > first).toBe(true);
    expect(Math.abs(Number.parseInt(first.slice(0, 8), 16) - Date.now() / 1000)).toBeLessThan(10);
  });

  it('have the versions they are named for', () => {
    expect(generateValue('uuidv7')[14]).toBe('7');
    expect(generateValue('uuidv4')[14]).toBe('4');
    expect(generateValue('timeuuid')[14]).toBe('1');
  });
});
