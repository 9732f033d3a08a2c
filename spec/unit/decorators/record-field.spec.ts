import * as d from '../../../lib/decorators';
import { recordDriverOnly } from '../../../lib/decorators/record-field';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document } from '../metadata/bare-document';
import { problemsOf } from '../metadata/problems-of';

const mark = (name: string) => (target: object, property: string) => recordDriverOnly(target, property, name);

describe('decorators of fields', () => {
  it('state a type, options, or nothing', () => {
    @d.Entity()
    class Forms extends Document {
      @d.PrimaryKey() id!: string;
      @d.Field('ascii') name!: string;
      @d.Field(['int']) list!: number[];
      @d.Field({ set: 'int' }) set!: Set<number>;
      @d.Field({ tuple: ['int', 'int'] }) tuple!: [number, number];
      @d.Field({ type: 'int', name: 'stored', renamedFrom: 'former', collation: 'de' }) options!: number;
    }
    const { fields } = modelMetadataOf(Forms);
    expect(fields.map((field) => field.type.kind)).toEqual(['string', 'ascii', 'list', 'set', 'tuple', 'int']);
    expect(fields[5]).toMatchObject({ column: 'stored', renamedFrom: 'former', collation: 'de', nullable: false });
    expect(fields[1]).toMatchObject({ column: 'name', renamedFrom: null, collation: null, driverOnly: [] });
  });

  it('come together when several stand on one property, in whatever order', () => {
    @d.Entity()
    class Combined extends Document {
      @mark('static') @d.Field({ type: 'int' }) one!: number;
      @d.Field({ type: 'int' }) @mark('frozen') @mark('static') two!: number;
      @d.Field({ type: 'uuid' }) @d.PrimaryKey({ generated: true }) id!: string;
    }
    const { fields, key } = modelMetadataOf(Combined);
    expect(fields.map((field) => field.driverOnly)).toEqual([['static'], ['static', 'frozen'], []]);
    expect(key.fields[0]).toMatchObject({ type: { kind: 'uuid' }, generated: 'uuidv7', role: 'primaryKey' });
  });

  it('do not make a field of a property that only carries a mark', () => {
    @d.Entity()
    class Marked extends Document {
      @d.PrimaryKey() id!: string;
      @mark('static') shared!: string;
    }
    expect(problemsOf(Marked).join('\n')).toContain('Marked.shared: is marked, but is no field: write @Field()');
  });
});
