import { ClusteringKey, Embeddable, Embedded, Entity, Field, PrimaryKey, Version } from '../../../lib/decorators';
import { SchemaError } from '../../../lib/errors/database-errors';
import { describeEngines } from '../../support/engines';
import { MongodbSchemaLine } from '../../support/mongodb-schema-line';
import { Document } from '../../unit/metadata/bare-document';

@Embeddable()
class Node {
  @Field('string') name!: string;
  @Embedded(() => Node, { nullable: true }) next!: Node | null;
}

describeEngines(['mongodb'], 'validators of a schema', (engine) => {
  let line: MongodbSchemaLine;

  @Entity({ name: 'v' })
  class Plain extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
    @Field({ type: 'tinyint', nullable: true }) age!: number | null;
    @Field({ type: { map: ['string', 'int'] }, nullable: true }) marks!: Map<string, number> | null;
    @Field({ type: { tuple: ['int', 'string'] }, nullable: true }) pair!: [number, string] | null;
    @Embedded(() => Node, { nullable: true }) node!: Node | null;
    @Field({ type: 'json', nullable: true }) extra!: unknown;
    @Field({ type: 'string', default: 'x', defaultOnLoad: true }) later!: string;
  }

  beforeAll(async () => {
    line = await MongodbSchemaLine.open(engine.url);
  });
  afterAll(() => line?.close());
  beforeEach(() => line.drop(Plain));

  const refused = (document: object): Promise<void> =>
    expect(line.insert('v', { _id: 99, name: 'x', ...document })).rejects.toMatchObject({ code: 121 });

  it('take what fits, with and without an end, and what they do not know', async () => {
    await line.sync([Plain]);
    await line.insert(
      'v',
      { _id: 1, name: 'a' },
      { _id: 2, name: 'a', age: 127, marks: { a: 1 }, pair: [null, 'x'], extra: [null], _expires_at: new Date(1e13) },
      { _id: 3, name: 'a', node: { name: 'a', next: { name: 'b', next: { anything: 1 } } }, later: 'y', stranger: 1 },
      // As other programs write: null for nothing, whole numbers as doubles.
      { _id: 4, name: 'a', age: null, node: null },
    );
  });

  it('refuse what does not', async () => {
    await line.sync([Plain]);
    await refused({ name: 1 });
    await refused({ name: null });
    await refused({ age: 128 });
    await refused({ age: 1.5 });
    await refused({ marks: { a: 'x' } });
    await refused({ pair: ['x', 1] });
    await refused({ pair: [1] });
    await refused({ node: { name: 1 } });
    await refused({ _id: 'text' });
    await refused({ _expires_at: 'tomorrow' });
  });

  @Entity({ name: 'v' })
  class Stricter extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
    @Version() rev!: number;
  }
  @Entity({ name: 'v' })
  class Retyped extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('int') name!: number;
  }

  it('are safe to change while all documents fit, else a risk; nothing that is stored gets stuck', async () => {
    await line.sync([Plain]);
    expect(await line.outline([Stricter])).toEqual(['alterValidator safe']);
    await line.insert('v', { _id: 1, name: 'a' });
    expect(await line.outline([Stricter])).toEqual(['alterValidator rewrite']);
    expect(await line.sync([Stricter])).toEqual([]);
    await line.sync([Stricter], { allow: ['rewrite'] });
    expect(await line.plan([Stricter], true)).toEqual([]);
    await line.change('v', 1, { $set: { name: 'b' } });
    await refused({});
    // Back again: looser is safe.
    expect(await line.outline([Plain])).toEqual(['alterValidator safe']);
  });

  it('make another type of a field, or of the key, impossible once there are values of the old one', async () => {
    await line.sync([Plain]);
    expect(await line.outline([Retyped])).toEqual(['alterValidator safe']);
    await line.insert('v', { _id: 1, name: 'a' });
    expect(await line.outline([Retyped])).toEqual(['alterType impossible']);
    await expect(line.sync([Retyped], { allow: ['rewrite', 'destructive'] })).rejects.toThrow(SchemaError);
    await expect(line.sync([Retyped])).rejects.toThrow(/v\.name holds values of another type/);

    @Entity({ name: 'v' })
    class Rekeyed extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @ClusteringKey({ type: 'int' }) part!: number;
      @Field('string') name!: string;
    }
    expect(await line.outline([Rekeyed])).toEqual(['alterKey impossible', 'createIndex safe']);
  });

  it('leave to others what is theirs', async () => {
    const validator = { name: { $type: 'string' } };
    await line.command({ create: 'v', validator });
    expect(await line.outline([Plain])).toEqual(['replaceValidator destructive', 'createIndex safe']);
    await line.sync([Plain]);
    expect(await line.options('v')).toMatchObject({ validator });

    @Entity({ name: 'v', options: { mongodb: { validator: false } } })
    class Hands extends Plain {}
    expect(await line.plan([Hands])).toEqual([]);
    await line.sync([Plain], { allow: ['destructive'] });
    expect(await line.plan([Plain])).toEqual([]);
    expect(await line.outline([Hands])).toEqual(['dropValidator safe']);
    await line.sync([Hands]);
    expect(await line.plan([Hands])).toEqual([]);
    await line.insert('v', { _id: 1, name: 1 });
  });

  it('are set on a collection that somebody made before, and follow level and action', async () => {
    await line.insert('v', { _id: 1, name: 'a' });
    expect(await line.outline([Plain])).toEqual(['alterValidator safe', 'createIndex safe']);
    await line.insert('v', { _id: 2, name: 2 });
    expect(await line.outline([Plain])).toEqual(['alterValidator rewrite', 'createIndex safe']);
    @Entity({ name: 'v', options: { mongodb: { validationLevel: 'strict', validationAction: 'warn' } } })
    class Warned extends Plain {}
    await line.sync([Warned], { allow: ['rewrite'] });
    expect(await line.options('v')).toMatchObject({ validationLevel: 'strict', validationAction: 'warn' });
    expect(await line.plan([Warned], true)).toEqual([]);
  });

  it('follow a renamed field together with its values', async () => {
    await line.sync([Stricter]);
    await line.insert('v', { _id: 1, name: 'a', rev: 1 }, { _id: 2, name: 'b', rev: 2 });
    @Entity({ name: 'v' })
    class Renamed extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field({ type: 'string', renamedFrom: 'name' }) title!: string;
      @Version() rev!: number;
    }
    expect(await line.outline([Renamed])).toEqual(['renameColumn rewrite']);
    await line.sync([Renamed], { allow: ['rewrite'] });
    expect(await line.plan([Renamed], true)).toEqual([]);
    expect((await line.documents('v')).map(({ _id, title, name }) => [_id, title, name])).toEqual([
      [1, 'a', undefined],
      [2, 'b', undefined],
    ]);
    await expect(line.insert('v', { _id: 3, name: 'c', rev: 1 })).rejects.toMatchObject({ code: 121 });
  });

  it('take what each of two models of a collection writes', async () => {
    await line.sync([Stricter, Plain]);
    await line.insert('v', { _id: 1, name: 'a' }, { _id: 2, name: 'b', rev: 2 });
    expect(await line.plan([Stricter, Plain], true)).toEqual([]);
  });
});
