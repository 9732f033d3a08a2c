import type { Page } from '../../../lib/query/page';
import type { Decimal } from '../../../lib/types/decimal';
import { type Address, find, same, User } from './support';

class Summary {
  email!: string;
}

export async function programs(): Promise<void> {
  const users = await find({ age: 1 });
  same<typeof users, User[]>(true);
  const first = await find().orderBy('-createdAt', 'email', null).first();
  same<typeof first, User | null>(true);
  const one = await find().limit(1).skip(undefined).one();
  same<typeof one, User>(true);

  const picked = await find().select('email', 'address.city', 'age', 'prefs.k').one();
  same<(typeof picked)['email'], string>(true);
  same<(typeof picked)['age'], number | null>(true);
  same<(typeof picked)['address']['city'], string | null>(true);
  same<(typeof picked)['prefs']['k'], number | null>(true);
  // @ts-expect-error not selected
  picked.banned;
  // @ts-expect-error not selected below
  picked.address.zip;
  // @ts-expect-error a row has no methods
  picked.save();

  const lean = await find().lean().one();
  same<(typeof lean)['address'], Address | null>(true);
  // @ts-expect-error a plain object has no methods
  lean.save();
  const deferred = await find().defer('avatar').one();
  deferred.email;
  // @ts-expect-error deferred
  deferred.avatar;
  const dto = await find().as(Summary);
  same<typeof dto, Summary[]>(true);

  const sum = await find().sum('age');
  same<typeof sum, number>(true);
  const exact = await find().sum('price');
  same<typeof exact, Decimal>(true);
  const average = await find().avg('big');
  same<typeof average, Decimal | null>(true);
  const youngest = await find().min('bornAt');
  same<typeof youngest, Date | null>(true);
  const ages = await find().distinct('age');
  same<typeof ages, (number | null)[]>(true);
  const tuples = await find().values('email', 'age');
  same<typeof tuples, [string, number | null][]>(true);
  const page = await find().page({ page: 1, perPage: 10 });
  same<typeof page, Page<User>>(true);
  const emails: Page<string> = page.map((user) => user.email);
  for (const email of emails) email.length;
  for await (const user of find()) user.save();
  for await (const batch of find().batches(10)) batch[0]?.save();
  const changed: number = await find({ age: 1 }).update({ age: 2, $inc: { age: 1 } });
  const removed: number = await find().delete({ all: true });
  find().forUpdate({ skipLocked: true }).consistency('localQuorum').timeout(10).lean().select('email');
  changed.toFixed(removed);

  find()
    .orderBy({ embedding: { $near: new Float32Array(3) } }, '-age')
    .limit(10);
  find().orderBy([{ embedding: { $near: [1, 2, 3] } }, 'email']);
  // @ts-expect-error nearness of what is no vector
  find().orderBy({ age: { $near: [1, 2, 3] } });
  // @ts-expect-error a vector of text
  find().orderBy({ embedding: { $near: ['1'] } });
  // @ts-expect-error an unknown field
  find().orderBy('nope');
  // @ts-expect-error an unknown field downwards
  find().orderBy('-nope');
  // @ts-expect-error an unknown direction
  find().orderBy({ age: 'up' });
  // @ts-expect-error an unknown field
  find().select('nope');
  // @ts-expect-error text cannot be added up
  await find().sum('email');
  // @ts-expect-error an unknown level
  find().consistency('most');
  // @ts-expect-error text as a number
  find().limit('1');
  // @ts-expect-error the wrong type in a change
  await find({ age: 1 }).update({ age: 'x' });
}
find().orderBy(['email', 'desc'], ['age', '-email'], {
  createdAt: 'desc',
  email: { dir: 'asc', nulls: 'last' },
  age: -1,
});
find().orderBy('address.city', 'prefs.k');
