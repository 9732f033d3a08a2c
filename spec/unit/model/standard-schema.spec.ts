import { IsEmail } from 'class-validator';
import { Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../../lib/decorators';
import { Document } from '../../../lib/model/document';
import { standardSchemaOf } from '../../../lib/model/standard-schema';

@Embeddable()
class Line {
  @Field({ type: 'int' }) count!: number;
}

@Entity()
class Order extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field() @IsEmail() email!: string;
  @Embedded(() => [Line]) lines!: Line[];
}

const schema = standardSchemaOf(Order);

describe('a model as a Standard Schema', () => {
  it('is version 1 of polydoc', () => {
    expect(schema).toMatchObject({ version: 1, vendor: 'polydoc' });
  });

  it('gives the document for good input', async () => {
    const result = await schema.validate({ email: 'a@example.org', lines: [{ count: 1 }] });
    expect(result.issues).toBeUndefined();
    if (result.issues === undefined) {
      expect(result.value).toBeInstanceOf(Order);
      expect(result.value.lines).toEqual([Object.assign(new Line(), { count: 1 })]);
    }
  });

  it('gives every problem with its path', async () => {
    const result = await schema.validate({ email: 'x', lines: [{ count: 1 }, { count: 'y' }] });
    expect(result.issues).toEqual([
      { message: expect.stringContaining('whole number'), path: ['lines', 1, 'count'] },
      { message: 'email must be an email', path: ['email'] },
    ]);
  });

  it('gives unknown keys as issues', async () => {
    const result = await schema.validate({ email: 'a@example.org', lines: [{ count: 1, x: 1 }], y: 1 });
    expect(result.issues).toEqual(
      expect.arrayContaining([
        { message: 'is an unknown key', path: ['lines', 0, 'x'] },
        { message: 'is an unknown key', path: ['y'] },
      ]),
    );
  });

  it.each([null, undefined, 7, 'x', []])('gives one issue for %p, which is no object', async (value) => {
    const result = await schema.validate(value);
    expect(result.issues).toHaveLength(1);
  });
});
