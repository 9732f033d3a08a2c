import { CONTROL, type Comparison, REFERENCE } from './measure';
import type { Estimate } from './statistics';

/** The control's ratio must stay within this, or the run shows nothing. */
export const CONTROL_RANGE = { low: 0.97, high: 1.03 } as const;

/** One line of the table: operation, bar, ratio with interval, times. */
export function line(comparison: Comparison): string {
  const own = comparison.contestants.find((one) => one.name === 'polydoc');
  const control = comparison.contestants.find((one) => one.name === CONTROL);
  const raw = comparison.contestants.find((one) => one.name === REFERENCE);
  if (own === undefined || control === undefined || raw === undefined) return comparison.operation;
  const { bar } = comparison;
  return [
    comparison.operation.padEnd(26),
    ratio(own.wall).padEnd(22),
    (bar === null ? '' : `<= ${bar.toFixed(2)} ${own.wall.median <= bar ? 'met' : 'MISSED'}`).padEnd(15),
    ratio(own.cpu).padEnd(22),
    ratio(control.wall).padEnd(22),
    `${raw.wallMicros.toFixed(1)} us`,
  ].join(' ');
}

/** Headings of the columns of `line`. */
export const HEADINGS = [
  'operation'.padEnd(26),
  'ratio (95 %)'.padEnd(22),
  'bar'.padEnd(15),
  'CPU ratio'.padEnd(22),
  'raw against raw'.padEnd(22),
  'raw, one',
].join(' ');

function ratio(value: Estimate): string {
  return `${value.median.toFixed(3)} (${value.low.toFixed(2)}-${value.high.toFixed(2)})`;
}

/** True when raw against raw shows that the measurement can be trusted. */
export function isControlGood(comparison: Comparison): boolean {
  const control = comparison.contestants.find((one) => one.name === CONTROL);
  return control !== undefined && control.wall.median >= CONTROL_RANGE.low && control.wall.median <= CONTROL_RANGE.high;
}

/** The report's section of one engine. */
export function markdown(engine: string, versions: string, comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((comparison) => {
    const own = comparison.contestants.find((one) => one.name === 'polydoc');
    const control = comparison.contestants.find((one) => one.name === CONTROL);
    const bar = comparison.bar === null ? '' : `≤ ${comparison.bar.toFixed(2)}`;
    const valid = isControlGood(comparison) ? '' : ' (void: raw against raw left 0.97-1.03)';
    const cells = [own, control].map((one) => (one === undefined ? '' : ratio(one.wall)));
    const cpu = own === undefined ? '' : ratio(own.cpu);
    return `| ${comparison.operation} | ${cells[0]}${valid} | ${bar} | ${cpu} | ${cells[1]} |`;
  });
  const head = ['| operation | polydoc / raw (95 %) | bar | CPU | raw / raw |', '|---|---|---|---|---|'];
  return [`## ${engine}`, '', versions, '', ...head, ...rows, ''].join('\n');
}
