import { SingleBar } from 'cli-progress';
import { type BulkItem, type BulkResult, ValidationError } from '../../lib';
import { Airport } from '../airport';
import { Movie } from '../movie';
import { type RawAirport, type RawMovie, readAirports, readMovies } from './data-set';
import { say } from './say';

const CHUNK_ROWS = 400;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Loads both data sets, and says what was refused and why. */
export async function loadData(): Promise<void> {
  await load('movies', readMovies(), async (rows) =>
    report(await Movie.insertMany(rows.map(movieOf), { partial: true })),
  );
  await load('airports', readAirports(), async (rows) =>
    report(await Airport.insertMany(rows.map(airportOf), { partial: true })),
  );
}

function movieOf(raw: RawMovie): Movie {
  return Movie.build({
    // Nine titles are numbers in the data set. They are passed on as they are: it is the model that judges.
    ...({ title: raw.Title } as { title?: string }),
    released: isoDate(raw['Release Date']),
    genre: textOf(raw['Major Genre']),
    rating: textOf(raw['MPAA Rating']),
    director: textOf(raw.Director),
    gross: wholeOf(raw['Worldwide Gross']),
    budget: wholeOf(raw['Production Budget']),
    imdb: numberOf(raw['IMDB Rating']),
    votes: numberOf(raw['IMDB Votes']) ?? 0,
  });
}

function airportOf(raw: RawAirport): Airport {
  return Airport.build({
    iata: raw.iata,
    name: raw.name,
    city: raw.city === 'NA' ? null : raw.city,
    state: raw.state === 'NA' ? null : raw.state,
    country: raw.country,
    position: { latitude: Number(raw.latitude), longitude: Number(raw.longitude) },
  });
}

/** `Jun 12 1998` as `1998-06-12`; what is no such date is passed on as it is. */
function isoDate(value: unknown): string {
  const [month = '', day = '', year = ''] = String(value).split(' ');
  const index = MONTHS.indexOf(month);
  return index < 0 ? String(value) : `${year}-${String(index + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function wholeOf(value: unknown): bigint | null {
  return typeof value === 'number' ? BigInt(value) : null;
}

interface Report {
  readonly inserted: number;
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
}

function report(result: BulkResult<Movie> | BulkResult<Airport>): Report {
  const items: readonly BulkItem<Movie | Airport>[] = result.items;
  const refused = items.flatMap(({ document, error }) =>
    error === undefined ? [] : [{ title: titleOf(document), reason: reasonOf(error) }],
  );
  return { inserted: result.inserted, refused };
}

function titleOf(document: Movie | Airport): string {
  return document instanceof Movie ? String(document.title) : document.iata;
}

function reasonOf(error: Error): string {
  const [problem] = error instanceof ValidationError ? error.problems : [];
  return problem === undefined ? error.message : `${problem.path}: ${problem.message}`;
}

async function load<R>(
  name: string,
  rows: readonly R[],
  write: (chunk: readonly R[]) => Promise<Report>,
): Promise<void> {
  const bar = new SingleBar({ format: `  ${name} [{bar}] {value}/{total}`, hideCursor: true, clearOnComplete: true });
  const begun = performance.now();
  const reports: Report[] = [];
  if (process.stdout.isTTY) bar.start(rows.length, 0);
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    reports.push(await write(rows.slice(start, start + CHUNK_ROWS)));
    if (process.stdout.isTTY) bar.update(Math.min(start + CHUNK_ROWS, rows.length));
  }
  bar.stop();
  const inserted = reports.reduce((sum, part) => sum + part.inserted, 0);
  const refused = reports.flatMap((part) => part.refused);
  const ms = Math.round(performance.now() - begun);
  say(`${inserted} of ${rows.length} ${name} stored in ${ms} ms, ${refused.length} refused`);
  sayReasons(refused);
}

/** The reasons, the most frequent first, each with one example. */
function sayReasons(refused: Report['refused']): void {
  const byReason = groupByReason(refused);
  for (const [reason, titles] of [...byReason].sort((left, right) => right[1].length - left[1].length).slice(0, 4)) {
    say(`  ${titles.length} x ${reason} (such as ${JSON.stringify(titles[0])})`);
  }
}

function groupByReason(refused: Report['refused']): Map<string, string[]> {
  const byReason = new Map<string, string[]>();
  for (const { title, reason } of refused) byReason.set(reason, [...(byReason.get(reason) ?? []), title]);
  return byReason;
}
