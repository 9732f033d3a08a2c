/**
 * `node --expose-gc .build/bench/bson-decoding.js [rounds]`: from the bytes of 1,000 BSON documents to tracked documents,
 * against the client's own decoding to plain objects (`BSON.deserialize`), in one process; no server.
 */
import 'reflect-metadata';
import { Binary, BSON, Double } from 'mongodb';
import { Document, Embeddable, Embedded, Entity, Field, PrimaryKey } from '../lib';
import { mongodbRowReaders } from '../lib/engines/mongodb/mongodb-row-readers';
import type { AnyClass } from '../lib/internal/any-class';
import { modelMetadataOf } from '../lib/metadata/model-metadata-of';
import { compileHydration, type Hydrate } from '../lib/model/hydrate';
import { pathOf } from '../lib/query/field-path';
import { CONTROL, type Comparison, compare, type Effort, REFERENCE } from './measure';
import { HEADINGS, line } from './report';

const DOCUMENTS = 1_000;

@Entity({ name: 'flat' })
class Flat extends Document {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Field({ type: 'string' }) email!: string;
  @Field({ type: 'string' }) name!: string;
  @Field({ type: 'string' }) country!: string;
  @Field({ type: 'string' }) city!: string;
  @Field({ type: 'int' }) age!: number;
  @Field({ type: 'int' }) visits!: number;
  @Field({ type: 'double' }) score!: number;
  @Field({ type: 'boolean' }) active!: boolean;
  @Field({ type: 'string' }) about!: string;
  @Field({ type: 'timestamp' }) joined!: Date;
  @Field({ type: 'timestamp' }) seen!: Date;
}

@Embeddable()
class Place {
  @Field({ type: 'string' }) street!: string;
  @Field({ type: 'string' }) city!: string;
  @Field({ type: 'string' }) zip!: string;
}

@Embeddable()
class Line {
  @Field({ type: 'string' }) sku!: string;
  @Field({ type: 'int' }) count!: number;
  @Field({ type: 'double' }) price!: number;
}

@Entity({ name: 'nested' })
class Nested extends Document {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Field({ type: 'string' }) name!: string;
  @Field({ type: 'string' }) status!: string;
  @Field({ type: 'int' }) number!: number;
  @Field({ type: 'boolean' }) paid!: boolean;
  @Field({ type: 'timestamp' }) at!: Date;
  @Embedded(() => Place) place!: Place;
  @Embedded(() => [Line]) lines!: Line[];
  @Field({ type: ['string'] }) tags!: string[];
}

function idOf(number: number): Binary {
  return new Binary(Buffer.from(String(number).padStart(32, '0'), 'hex'), Binary.SUBTYPE_UUID);
}

function flatDocument(number: number): object {
  return {
    _id: idOf(number),
    email: `user${number}@example.org`,
    name: `User number ${number}`,
    country: number % 2 === 0 ? 'NZ' : 'PT',
    city: `City ${number % 100}`,
    age: number % 100,
    visits: number * 3,
    score: new Double(number / 8),
    active: number % 3 === 0,
    about: 'A sentence about somebody, of the usual length of such sentences.',
    joined: new Date(1_600_000_000_000 + number * 1_000),
    seen: new Date(1_700_000_000_000 + number * 777),
  };
}

function nestedDocument(number: number): object {
  const lines = [1, 2, 3, 4, 5].map((place) => ({
    sku: `sku-${number}-${place}`,
    count: place,
    price: new Double(place / 4),
  }));
  return {
    _id: idOf(number),
    name: `Order ${number}`,
    status: 'sent',
    number,
    paid: number % 2 === 0,
    at: new Date(1_600_000_000_000 + number * 1_000),
    place: { street: `${number} High Street`, city: 'Wellington', zip: '6011' },
    lines,
    tags: ['new', 'web'],
  };
}

/** Documents as they come in one reply: views of one buffer. */
function reply(make: (number: number) => object): Buffer[] {
  const parts = Array.from({ length: DOCUMENTS }, (_, number) => BSON.serialize(make(number)));
  const whole = Buffer.concat(parts);
  const rows: Buffer[] = [];
  let start = 0;
  for (const { length } of parts) {
    rows.push(whole.subarray(start, start + length));
    start += length;
  }
  return rows;
}

function hydrationOf(modelClass: AnyClass): Hydrate {
  const model = modelMetadataOf(modelClass);
  return compileHydration(model, {
    readers: mongodbRowReaders,
    selection: model.fields.map(pathOf),
    classOf: () => modelClass,
  });
}

function decoding(name: string, bar: number, rows: Buffer[], hydrate: Hydrate, effort: Effort): Promise<Comparison> {
  const repeated = (read: () => unknown) => async (times: number) => {
    for (let count = 0; count < times; count += 1) read();
  };
  const raw = repeated(() => rows.map((row) => BSON.deserialize(row)));
  return compare(
    name,
    bar,
    20,
    [
      { contestant: REFERENCE, run: raw },
      { contestant: CONTROL, run: raw },
      { contestant: 'polydoc', run: repeated(() => hydrate(rows)) },
    ],
    effort,
  );
}

/** Both comparisons; one operation is 1,000 documents. */
export async function bsonDecoding(effort: Effort): Promise<readonly Comparison[]> {
  return [
    await decoding('BSON to documents, flat', 0.5, reply(flatDocument), hydrationOf(Flat), effort),
    await decoding('BSON to documents, nested', 0.8, reply(nestedDocument), hydrationOf(Nested), effort),
  ];
}

async function main(): Promise<void> {
  console.log(HEADINGS);
  const comparisons = await bsonDecoding({ rounds: Number(process.argv[2] ?? 40), warmUpRounds: 4 });
  for (const comparison of comparisons) console.log(line(comparison));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
