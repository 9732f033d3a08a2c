import type { SampleContext } from './sample-context';

/** Largest values of the types that hold few; the others hold more than a sequence gets to. */
const LARGEST: Readonly<Record<string, number>> = { tinyint: 127, smallint: 32_767, int: 2_147_483_647 };

/**
 * A number of the type that fits the field's rules (`Min`, `Max`, `IsPositive`, `IsNegative`): the sequence's own
 * where it may be, else counted from the lower bound on, over and over.
 */
export function sampleNumber(type: string, { n, random, rules }: SampleContext): number {
  const high = rules.number('max') ?? (rules.has('isNegative') ? -1 : (LARGEST[type] ?? Number.MAX_SAFE_INTEGER));
  const low = rules.number('min') ?? (high < 1 ? high - 100 : 1);
  const first = Math.ceil(low);
  const count = Math.floor(high) - first + 1;
  if (count >= 1) return first + ((n - 1) % count);
  return low + (high - low) * random();
}
