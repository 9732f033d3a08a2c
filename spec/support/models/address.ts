import { Embeddable, Embedded, Field } from '../../../lib';

/** Innermost embedded value. */
@Embeddable()
export class Place {
  @Field({ type: 'double' }) latitude!: number;

  @Field({ type: 'double' }) longitude!: number;
}

/** An embedded value that embeds another. */
@Embeddable()
export class Address {
  @Field({ type: 'string' }) street!: string;

  @Field({ type: 'string' }) city!: string;

  @Field({ type: 'string', nullable: true }) zip?: string | null;

  @Embedded(() => Place) place?: Place | null;

  /** One line, to tell instances of the class from plain objects. */
  line(): string {
    return `${this.street}, ${this.city}`;
  }
}
