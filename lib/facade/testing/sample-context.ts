import type { FieldRules } from './field-rules';
import type { Random } from './random-source';

/** What a sample value is made from. */
export interface SampleContext {
  /** Position in the sequence, from 1 on; different numbers give different values where the type has as many. */
  readonly n: number;
  readonly random: Random;
  /** Name of the field, for values that people read. */
  readonly property: string;
  readonly rules: FieldRules;
  /** How deep inside other values this one is. */
  readonly depth: number;
}
