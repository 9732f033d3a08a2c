import type { Attributes } from '../../../lib/query/attributes';
import type { Changes } from '../../../lib/query/changes';
import type { FieldReferences } from '../../../lib/query/field-reference-types';
import type { Filter } from '../../../lib/query/filter';
import type { Query } from '../../../lib/query/query';
import type { Sort } from '../../../lib/query/sort';
import type { Decimal } from '../../../lib/types/decimal';
import type { Duration } from '../../../lib/types/duration';

export class Address {
  city!: string;
  zip?: string | null;
  geo?: Geo;
  describe(): string {
    return this.city;
  }
}

export class Geo {
  lat!: number;
  lon!: number;
}

export class Line {
  count!: number;
  label?: string | null;
}

export class User {
  #secret = 1;
  id!: string;
  email!: string;
  role!: 'admin' | 'guest';
  age?: number | null;
  big!: bigint;
  price!: Decimal;
  lasts!: Duration;
  banned!: boolean;
  bornAt!: Date;
  avatar!: Uint8Array;
  embedding!: Float32Array;
  tags: string[] = [];
  roles!: Set<string>;
  prefs!: Map<string, number>;
  address?: Address;
  lines!: Line[];
  readonly createdAt!: Date;
  get isNew(): boolean {
    return this.#secret > 0;
  }
  save(): void {}
}

export declare function find(filter?: Filter<User>): Query<User>;
export declare function fields(): FieldReferences<User>;
export declare function build(attributes: Attributes<User>): User;
export declare function update(changes: Changes<User>): void;
export declare function sort(...payloads: Sort<User>[]): void;
export declare const price: Decimal;

/** Fails to compile unless both types are the same. */
export declare function same<A, B>(
  proof: (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false,
): void;
