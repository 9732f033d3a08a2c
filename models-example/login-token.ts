import { Document, Entity, Field, PrimaryKey } from '../lib';

/** A token that is gone after a quarter of an hour. */
@Entity({ name: 'example_login_token', ttl: 900 })
export class LoginToken extends Document {
  @PrimaryKey({ type: 'uuid', generated: 'uuidv4' }) id!: string;

  @Field({ type: 'string' }) user!: string;
}
