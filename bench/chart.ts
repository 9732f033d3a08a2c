import type { Comparison } from './measure';

const ROW_HEIGHT = 34;
const LEFT = 190;
const WIDTH = 720;
const TOP = 46;
const MOST = 1.6;

/** A bar per operation: the ratio to the raw client with its interval, the accepted limit as a mark. */
export function chart(engine: string, comparisons: readonly Comparison[]): string {
  const scale = (ratio: number): number => LEFT + (Math.min(ratio, MOST) / MOST) * (WIDTH - LEFT - 70);
  const rows = comparisons.map((comparison, index) => {
    const own = comparison.contestants.find((one) => one.name === 'polydoc');
    if (own === undefined) return '';
    const y = TOP + index * ROW_HEIGHT;
    const middle = y + 10;
    const bar =
      comparison.bar === null
        ? ''
        : `<line x1="${scale(comparison.bar)}" x2="${scale(comparison.bar)}" y1="${y - 3}" y2="${y + 23}" stroke="#c0392b" stroke-width="2"/>`;
    return [
      `<text x="${LEFT - 10}" y="${middle + 5}" text-anchor="end">${comparison.operation}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${scale(own.wall.median) - LEFT}" height="20" fill="#2e86ab"/>`,
      `<line x1="${scale(own.wall.low)}" x2="${scale(own.wall.high)}" y1="${middle}" y2="${middle}" stroke="#14394a" stroke-width="2"/>`,
      bar,
      `<text x="${scale(Math.max(own.wall.high, comparison.bar ?? 0)) + 8}" y="${middle + 5}">${own.wall.median.toFixed(2)}</text>`,
    ].join('');
  });
  const height = TOP + comparisons.length * ROW_HEIGHT + 24;
  const one = `<line x1="${scale(1)}" x2="${scale(1)}" y1="${TOP - 10}" y2="${height - 20}" stroke="#888" stroke-dasharray="4 3"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/><text x="12" y="22" font-weight="bold">${engine}: time as a ratio to the raw client (dashed: 1; red: accepted limit)</text>${one}${rows.join('')}</svg>\n`;
}
