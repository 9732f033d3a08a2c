import { ClusteringKey, Document, Entity, Field, PrimaryKey } from '../../../lib';

/** A compound key of two types. */
@Entity()
export class Seat extends Document {
  @PrimaryKey({ type: 'string' }) hall!: string;

  @ClusteringKey({ type: 'int' }) seat!: number;

  @Field({ type: 'string', nullable: true }) guest?: string | null;
}
