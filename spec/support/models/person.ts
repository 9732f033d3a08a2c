import { Document, Embedded, Entity, Field, PrimaryKey } from '../../../lib';
import { Address } from './address';

/** A generated key and a field of every kind that can change in place. */
@Entity()
export class Person extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;

  @Field({ type: 'string' }) name!: string;

  @Field({ type: 'int', nullable: true }) age?: number | null;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Field({ type: { set: 'int' } }) lucky: Set<number> = new Set();

  @Field({ type: { map: ['string', 'int'] } }) scores: Map<string, number> = new Map();

  @Field({ type: 'timestamp', nullable: true }) born?: Date | null;

  @Embedded(() => Address) address?: Address | null;
}

/** Attributes of a person that has every field; new ones each time, because a document may take them over as they are. */
export function ada() {
  return {
    name: 'Ada',
    age: 36,
    tags: ['math', 'poetry'],
    lucky: new Set([7, 12]),
    scores: new Map([
      ['chess', 3],
      ['whist', 5],
    ]),
    born: new Date('1815-12-10T08:30:00.125Z'),
    address: { street: 'St James Square 12', city: 'London', zip: null, place: { latitude: 51.5, longitude: -0.13 } },
  };
}
