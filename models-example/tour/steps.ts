import { ConflictError, type ConnectedEngine, InvalidQueryError } from '../../lib';
import { AcclaimedMovie } from '../acclaimed-movie';
import { Airport } from '../airport';
import { Movie } from '../movie';
import { MovieViews } from '../movie-views';
import { say } from './say';

/** Asks, with filters that the compiler has checked. */
export async function query(): Promise<void> {
  const best = await Movie.find({ votes: { $gte: 50_000 }, genre: { $ne: 'Documentary' } })
    .orderBy('-imdb')
    .limit(3);
  for (const movie of best) say(`${movie.imdb}  ${movie.title} (${movie.released.slice(0, 4)}, ${movie.votes} votes)`);
  const westerns = Movie.find({ genre: 'Western' });
  say(`${await westerns.count()} westerns, rated ${(await westerns.avg('imdb'))?.toFixed(2)} on average`);
  const north = await Airport.find({ 'position.latitude': { $gt: 70 } }).select('iata', 'position.latitude');
  say(`${north.length} airports beyond 70 degrees north, such as ${JSON.stringify(north[0])}`);
  let streamed = 0;
  for await (const _movie of Movie.find()) streamed += 1;
  say(`${streamed} movies streamed one by one`);
  // A misspelt operator does not compile; from plain JavaScript it is refused before anything is sent.
  await refuse(() => Movie.find(JSON.parse('{ "votes": { "$gt": "many" } }')));
}

async function refuse(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InvalidQueryError)) throw error;
    say(`refused: ${error.message}`);
  }
}

/** Changes documents; what is stored is what changed. */
export async function change(engine: ConnectedEngine): Promise<void> {
  const movie = await Movie.find({ title: 'The Matrix' }).one();
  movie.tags.push('classic');
  movie.votes += 1;
  say(`changed in memory: ${Object.keys(movie.changes()).join(', ')}`);
  const statements: string[] = [];
  const stop = engine.on('operation', (event) => statements.push(String(event.statement)));
  await movie.save();
  await movie.save();
  stop();
  say(`two saves sent ${statements.length} statement: ${statements[0]}`);
  await movie.update({ $inc: { votes: 10 }, $addToSet: { tags: 'cyberpunk' } });
  say(`updated in the store: ${movie.votes} votes, tags ${movie.tags.join(', ')}, version ${movie.rev}`);
}

/** Two people change the same film: the second is told, and resolves it. */
export async function conflict(): Promise<void> {
  const mine = await Movie.find({ title: 'Titanic' }).orderBy('-released').first();
  if (mine === null) throw new Error('The data set has no Titanic.');
  const theirs = await Movie.get(mine.id);
  theirs.director = 'J. Cameron';
  await theirs.save();
  mine.votes += 1;
  try {
    await mine.save();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    say(`conflict: expected version ${error.expected}, found ${error.actual}`);
    await mine.refresh();
    mine.votes += 1;
    await mine.save();
    say(`resolved: director ${mine.director}, version ${mine.rev}`);
  }
}

/** Counts, from many places at once. */
export async function count(): Promise<void> {
  const movie = await Movie.find({ title: 'The Matrix' }).one();
  await Promise.all(Array.from({ length: 50 }, () => MovieViews.increment(movie.id, { views: 1, likes: 2 })));
  const { views, likes } = await MovieViews.get(movie.id);
  say(`50 increments at once: ${views} views, ${likes} likes`);
}

/** Refreshes the view of the best films. */
export async function view(): Promise<void> {
  await AcclaimedMovie.refreshView();
  const titles = (await AcclaimedMovie.find().orderBy('-imdb').limit(3)).map((movie) => movie.title);
  say(`${await AcclaimedMovie.count()} acclaimed movies, first ${titles.join(', ')}`);
}
