import { Entity, Field, PrimaryKey } from '../../../lib/decorators';
import { Document } from '../../../lib/model/document';

@Entity()
class Plain extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field() name!: string;
}

const STORAGE = require.resolve('class-transformer/cjs/storage');

describe('a model without class-transformer decorators', () => {
  it('is given out and read without loading class-transformer', async () => {
    const made = Plain.build({ name: 'a' });
    const json = made.toJSON();
    const read = await Plain.fromPlain(json);
    expect(made.toObject()).toEqual({ id: made.id, name: 'a' });
    expect(read).toEqual(made);
    expect(require.cache[STORAGE]).toBeUndefined();
  });
});
