import { ValidationError } from '../errors/value-errors';
import { formatDurationText, parseDurationText } from './duration-text';

const MAX_INT32 = 2_147_483_647;
const MAX_INT64 = 9_223_372_036_854_775_807n;

/**
 * A length of time in the three units that calendars cannot turn into each other. Immutable.
 * The parts have one sign, and the ranges of Cassandra's type: `months` and `days` 32 bits, `nanoseconds` 64 bits
 * (https://cassandra.apache.org/doc/latest/cassandra/developing/cql/types.html#durations).
 * `Duration.parse('P1M').equals(Duration.parse('P30D'))` is false.
 */
export class Duration {
  readonly months: number;
  readonly days: number;
  readonly nanoseconds: bigint;

  /**
   * Makes a duration of whole months, whole days and nanoseconds.
   * Errors: `POLYDOC_VALIDATION` when a part is out of range or the signs differ.
   */
  constructor(months: number, days: number, nanoseconds: bigint) {
    checkInt32('months', months);
    checkInt32('days', days);
    checkInt64(nanoseconds);
    checkSigns(months, days, nanoseconds);
    // Adding 0 turns -0, which equals 0 but does not look like it, into 0.
    this.months = months + 0;
    this.days = days + 0;
    this.nanoseconds = nanoseconds;
    Object.freeze(this);
  }

  /**
   * The same as the constructor, by name; a part left out is 0.
   * Errors: `POLYDOC_VALIDATION` when a part is out of range or the signs differ.
   */
  static of(parts: { readonly months?: number; readonly days?: number; readonly nanoseconds?: bigint }): Duration {
    return new Duration(parts.months ?? 0, parts.days ?? 0, parts.nanoseconds ?? 0n);
  }

  /**
   * Reads ISO 8601 (`P1Y2M3W4DT5H6M7.000000008S`) or Cassandra's form (`1y2mo3w4d5h6m7s8ms9us10ns`), negative with a
   * leading `-`. A week is 7 days, a year 12 months.
   * Errors: `POLYDOC_VALIDATION` when the text is neither, or a part is out of range.
   */
  static parse(text: string): Duration {
    const parts = typeof text === 'string' ? parseDurationText(text) : null;
    if (parts === null) throw problem('text', 'format', 'must be an ISO 8601 duration such as P1M2DT3H or -PT0.5S');
    return new Duration(Number(parts.months), Number(parts.days), parts.nanoseconds);
  }

  /** True when all three parts are the same. */
  equals(other: Duration): boolean {
    return this.months === other.months && this.days === other.days && this.nanoseconds === other.nanoseconds;
  }

  /** ISO 8601 in its shortest form, `PT0S` for none: what {@link Duration.parse} reads back to an equal value. */
  toString(): string {
    return formatDurationText({
      months: BigInt(this.months),
      days: BigInt(this.days),
      nanoseconds: this.nanoseconds,
    });
  }

  /** The text of {@link toString}. */
  toJSON(): string {
    return this.toString();
  }
}

function checkInt32(part: string, value: number): void {
  if (Number.isInteger(value) && value >= -MAX_INT32 - 1 && value <= MAX_INT32) return;
  throw problem(part, 'range', 'must be a whole number of 32 bits');
}

function checkInt64(value: bigint): void {
  if (typeof value === 'bigint' && value >= -MAX_INT64 - 1n && value <= MAX_INT64) return;
  throw problem('nanoseconds', 'range', 'must be a bigint of 64 bits');
}

function checkSigns(months: number, days: number, nanoseconds: bigint): void {
  const hasNegative = months < 0 || days < 0 || nanoseconds < 0n;
  const hasPositive = months > 0 || days > 0 || nanoseconds > 0n;
  if (hasNegative && hasPositive) throw problem('months', 'sign', 'months, days and nanoseconds must have one sign');
}

function problem(path: string, constraint: string, message: string): ValidationError {
  return new ValidationError([{ path, constraint, message }], { model: 'Duration' });
}
