import { native, Pipeline, type PipelineRow } from '../../../lib/mongodb';
import type { Decimal } from '../../../lib/types/decimal';
import { Address, same, User } from './support';

declare class Post {
  id: string;
  author: string;
  title: string;
  likes: number;
  at: Date;
}

const users = Pipeline.from(User);

async function rowsOf<R extends object, M>(pipeline: Pipeline<R, M>): Promise<R> {
  const [row] = await pipeline;
  if (row === undefined) throw new Error('none');
  return row;
}

export async function rows(): Promise<void> {
  const row = await rowsOf(users);
  same<typeof row, PipelineRow<User>>(true);
  same<(typeof row)['age'], number | null>(true);
  same<(typeof row)['prefs'], Map<string, number>>(true);
  // @ts-expect-error embedded values are plain objects
  row.address?.describe();
  for await (const { email } of users) same<typeof email, string>(true);
}

export async function matching(): Promise<void> {
  users.match({ age: { $gte: 18 }, 'address.city': { $like: 'P%' } }, native({ x: 1 }));
  users.sort('-email', { age: 'desc' }, ['big', 'asc'], null).skip(null).limit(undefined);
  // @ts-expect-error an unknown field
  users.match({ nope: 1 });
  // @ts-expect-error an operator that text does not have
  users.match({ email: { $contains: 'x' } });
  // @ts-expect-error an unknown name
  users.sort('nope');
  // @ts-expect-error text
  users.limit('1');
  const grouped = users.group({ _id: 'address.city', n: { $sum: 1 } });
  grouped.match({ n: { $gt: 1 }, $or: [{ _id: 'Paris' }, { _id: null }] }).sort('-n', '_id');
  // @ts-expect-error no member of the row any more
  grouped.match({ email: 'x' });
  // @ts-expect-error a number is compared with numbers
  grouped.match({ n: { $gt: 'x' } });
  // @ts-expect-error no member of the row any more
  grouped.sort('email');
}

export async function grouping(): Promise<void> {
  const row = await rowsOf(
    users.group({
      _id: { city: 'address.city', role: '$role' },
      n: { $sum: 1 },
      all: { $sum: 'big' },
      spent: { $sum: '$price' },
      mean: { $avg: 'price' },
      old: { $max: 'age' },
      ids: { $push: 'id' },
      first: { $top: { output: 'bornAt', sortBy: { email: 1 } } },
      middle: { $median: { input: 'age' } },
    }),
  );
  same<typeof row.n, number>(true);
  same<typeof row.all, bigint>(true);
  same<typeof row.spent, Decimal>(true);
  same<typeof row.mean, Decimal | null>(true);
  same<typeof row.old, number | null>(true);
  same<typeof row.ids, string[]>(true);
  same<typeof row.first, Date | null>(true);
  same<typeof row.middle, number | null>(true);
  same<typeof row._id.role, 'admin' | 'guest'>(true);
  // @ts-expect-error an unknown accumulator
  users.group({ _id: null, n: { $summe: 1 } });
  // @ts-expect-error an unknown path
  users.group({ _id: null, n: { $sum: 'nope' } });
  // @ts-expect-error an unknown path
  users.group({ _id: 'nope' });
  // @ts-expect-error no key
  users.group({ n: { $sum: 1 } });
  const counted = await rowsOf(users.sortByCount('role'));
  same<typeof counted, { _id: 'admin' | 'guest'; count: number }>(true);
  const bucket = await rowsOf(users.bucket({ groupBy: 'age', boundaries: [0, 18], output: { n: { $sum: 1 } } }));
  same<typeof bucket.n, number>(true);
  const plain = await rowsOf(users.bucketAuto({ groupBy: 'age', buckets: 3 }));
  same<typeof plain.count, number>(true);
}

export async function reshaping(): Promise<void> {
  const picked = await rowsOf(users.project('email', 'address.city'));
  same<typeof picked.email, string>(true);
  // @ts-expect-error not kept
  picked.age;
  // @ts-expect-error not kept below
  picked.address?.zip;
  const made = await rowsOf(users.project({ email: 1, city: '$address.city', adult: { $gte: ['$age', 18] } }));
  same<typeof made.adult, boolean>(true);
  same<typeof made.email, string>(true);
  const dropped = await rowsOf(users.project({ tags: 0 }));
  // @ts-expect-error left out
  dropped.tags;
  const added = await rowsOf(users.addFields({ size: { $size: '$tags' }, more: { $add: ['$big', 1n] } }));
  same<typeof added.size, number | null>(true);
  same<typeof added.more, bigint>(true);
  same<typeof added.email, string>(true);
  // @ts-expect-error an unknown path
  users.addFields({ a: '$nope' });
  // @ts-expect-error an unknown path further down
  users.addFields({ a: { $cond: [true, '$email', { $toLower: '$nope' }] } });
  const unwound = await rowsOf(users.unwind({ path: 'lines', includeArrayIndex: 'at' }));
  same<typeof unwound.lines.count, number>(true);
  same<typeof unwound.at, number | null>(true);
  const root = await rowsOf(users.replaceRoot('address'));
  same<typeof root.city, string>(true);
  const raw = await rowsOf(users.raw<{ a: number }>({ $project: { a: 1 } }));
  same<typeof raw, { a: number }>(true);
  // @ts-expect-error gone
  users.unset('email').sort('email');
  const total = await rowsOf(users.count('total'));
  same<typeof total, { total: number }>(true);
}

export async function joining(): Promise<void> {
  const joined = await rowsOf(users.lookup({ from: Post, localField: 'id', foreignField: 'author', as: 'posts' }));
  same<typeof joined.posts, PipelineRow<Post>[]>(true);
  // @ts-expect-error an unknown field of the other model
  users.lookup({ from: Post, localField: 'id', foreignField: 'nope', as: 'posts' });
  const titles = await rowsOf(
    users.lookup({ from: Post, as: 'top', pipeline: (posts) => posts.match({ likes: { $gt: 1 } }).project('title') }),
  );
  same<(typeof titles.top)[number], { title: string }>(true);
  const facets = await rowsOf(
    users.facet({ n: (all) => all.count('n'), old: (all) => all.match({ age: { $gt: 60 } }).project('id') }),
  );
  same<typeof facets.n, { n: number }[]>(true);
  same<typeof facets.old, { id: string }[]>(true);
  const chain = await rowsOf(
    users.graphLookup({
      from: User,
      startWith: 'email',
      connectFromField: 'email',
      connectToField: 'id',
      depthField: 'steps',
      as: 'chain',
    }),
  );
  same<(typeof chain.chain)[number]['steps'], number>(true);
  const both = await rowsOf(users.project('id').unionWith(Post, (posts) => posts.project('title')));
  same<typeof both, { id: string | null; title: string | null }>(true);
  const windowed = await rowsOf(
    users.setWindowFields({ sortBy: 'bornAt', output: { rank: { $rank: {} }, sum: { $sum: 'age' } } }),
  );
  same<typeof windowed.rank, number>(true);
  const none: never[] = await users.merge({ into: Address, whenMatched: 'replace' });
  // @ts-expect-error an unknown way
  users.merge({ into: 'x', whenMatched: 'whatever' });
  void none;
}
