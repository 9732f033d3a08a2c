import { Document, Entity, Field, Index, PrimaryKey } from '../../../lib';

/** A unique value beside the key, and a unique pair. */
@Entity()
@Index(['team', 'shirt'], { unique: true })
export class Member extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) @Index({ unique: true }) email?: string | null;

  @Field({ type: 'string', nullable: true }) team?: string | null;

  @Field({ type: 'int', nullable: true }) shirt?: number | null;
}
