import { IsEmail, IsInt, Length, Max, Min } from 'class-validator';
import { Document, Entity, Field, PrimaryKey } from '../lib';

/** Twelve fields of the usual kinds, four of them with rules. */
@Entity({ name: 'bench_user' })
export class BenchUser extends Document {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Field({ type: 'string' }) @IsEmail() email!: string;
  @Field({ type: 'string' }) @Length(1, 80) name!: string;
  @Field({ type: 'string' }) @Length(2, 2) country!: string;
  @Field({ type: 'string' }) city!: string;
  @Field({ type: 'int' }) @IsInt() @Min(0) @Max(150) age!: number;
  @Field({ type: 'int' }) visits!: number;
  @Field({ type: 'double' }) score!: number;
  @Field({ type: 'boolean' }) active!: boolean;
  @Field({ type: ['string'] }) tags!: string[];
  @Field({ type: 'timestamp' }) joined!: Date;
  @Field({ type: 'timestamp' }) seen!: Date;
}

/** Plain values of a `BenchUser`. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly country: string;
  readonly city: string;
  readonly age: number;
  readonly visits: number;
  readonly score: number;
  readonly active: boolean;
  readonly tags: string[];
  readonly joined: Date;
  readonly seen: Date;
}

/** The columns in the model's order. */
export const COLUMNS = [
  'id',
  'email',
  'name',
  'country',
  'city',
  'age',
  'visits',
  'score',
  'active',
  'tags',
  'joined',
  'seen',
] as const satisfies readonly (keyof UserRow)[];

/** A row by number; the same number gives the same row. */
export function userRow(number: number): UserRow {
  const text = String(number).padStart(12, '0');
  return {
    id: `01890000-0000-7000-8000-${text}`,
    email: `user${number}@example.org`,
    name: `User number ${number}`,
    country: number % 2 === 0 ? 'NZ' : 'PT',
    city: `City ${number % 100}`,
    age: number % 100,
    visits: number * 3,
    score: number / 8,
    active: number % 3 === 0,
    tags: [`tag${number % 7}`, 'all'],
    joined: new Date(1_600_000_000_000 + number * 1_000),
    seen: new Date(1_700_000_000_000 + number * 777),
  };
}
