import type { Attributes } from '../../query/attributes';
import type { Random } from './random-source';

/**
 * What a factory gives to fields: a value, or a function of the document's number (from 1 on) and of random numbers
 * that repeat with the factory's seed.
 */
export type FactoryFields<T> = {
  readonly [K in keyof Attributes<T>]?: Attributes<T>[K] | ((n: number, random: Random) => Attributes<T>[K]);
};
