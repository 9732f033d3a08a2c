import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One film as the data set has it. */
export type RawMovie = Readonly<Record<string, string | number | null>>;

/** One airport as the data set has it. */
export type RawAirport = Readonly<Record<string, string>>;

/** The folder of npm's `vega-datasets`; its package hides the files, so it is found by its entry. */
function dataFolder(): string {
  const entry = require.resolve('vega-datasets');
  const root = entry.slice(0, entry.lastIndexOf('vega-datasets') + 'vega-datasets'.length);
  return join(dirname(join(root, 'package.json')), 'data');
}

/** 3,201 films with missing and malformed values. */
export function readMovies(): RawMovie[] {
  const rows: unknown = JSON.parse(readFileSync(join(dataFolder(), 'movies.json'), 'utf8'));
  if (!Array.isArray(rows)) throw new TypeError('movies.json holds no list.');
  return rows;
}

/** 3,376 airports. */
export function readAirports(): RawAirport[] {
  const [header, ...lines] = readFileSync(join(dataFolder(), 'airports.csv'), 'utf8').trim().split('\n');
  const names = cells(header ?? '');
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, index) => [names[index] ?? '', cell])));
}

/** Cells of one line of CSV; a cell in quotes may hold commas. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map((match) => match[1] ?? '')
    .slice(0, -1)
    .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell.trim()));
}
