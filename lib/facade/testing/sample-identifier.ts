import type { Random } from './random-source';

/** So many hexadecimal digits. */
export function hexDigits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** A UUID of a version (4 unless stated), https://www.rfc-editor.org/rfc/rfc9562 */
export function sampleUuid(random: Random, version = 4): string {
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8';
  const [low, mid, high, clock, node] = [8, 4, 3, 3, 12].map((count) => hexDigits(random, count));
  return `${low}-${mid}-${version}${high}-${variant}${clock}-${node}`;
}
