import { CreatedAt, Document, Entity, Field, PrimaryKey, UpdatedAt, Version } from '../../lib';
import { describeEachEngine } from '../support/engines';

/** A base that is no model of its own. */
@Entity({ abstract: true })
abstract class Stamped extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;

  @Version() rev!: number;

  @CreatedAt() createdAt!: Date;

  @UpdatedAt() updatedAt!: Date;

  age(now: Date): number {
    return now.getTime() - this.createdAt.getTime();
  }
}

@Entity()
class Song extends Stamped {
  @Field({ type: 'string' }) title!: string;
}

@Entity()
class Picture extends Stamped {
  @Field({ type: 'int' }) width!: number;

  @Field({ type: 'string', nullable: true }) title?: string | null;
}

/** Plain inheritance: a table of its own with the base's fields. */
@Entity()
class Cover extends Song {
  @Field({ type: 'string' }) of!: string;
}

// biome-ignore lint/suspicious/noExplicitAny: TypeScript takes no other parameter type for a mixin's base (TS2545).
type DocumentConstructor = abstract new (...args: any[]) => Document;

/** A mixin gives its fields to whatever it is applied to. */
function Named<C extends DocumentConstructor>(Base: C) {
  abstract class Mixed extends Base {
    @Field({ type: 'string' }) firstName!: string;

    @Field({ type: 'string' }) lastName!: string;

    get fullName(): string {
      return `${this.firstName} ${this.lastName}`;
    }
  }
  return Mixed;
}

@Entity()
class Employee extends Named(Document) {
  @PrimaryKey({ type: 'int' }) number!: number;
}

@Entity()
class Guest extends Named(Document) {
  @PrimaryKey({ type: 'string' }) badge!: string;

  @Field({ type: 'string', name: 'surname' }) override lastName!: string;
}

describeEachEngine('inheritance', (engine) => {
  engine.useModels(Song, Picture, Cover, Employee, Guest);

  test('an abstract base gives its fields, methods and their behaviour', async () => {
    const song = await Song.create({ title: 'a' });
    expect(song.rev).toBe(1);
    const loaded = await Song.get(song.id);
    expect(loaded).toBeInstanceOf(Song);
    expect(loaded).toBeInstanceOf(Stamped);
    expect(loaded.age(loaded.createdAt)).toBe(0);
    expect(Object.keys(loaded).sort()).toEqual(['createdAt', 'id', 'rev', 'title', 'updatedAt']);
    loaded.title = 'b';
    await loaded.save();
    expect(loaded.rev).toBe(2);
  });

  test('subclasses of one base know nothing of each other', async () => {
    const picture = await Picture.create({ width: 5 });
    const loaded = await Picture.get(picture.id);
    expect(Object.keys(loaded).sort()).toEqual(['createdAt', 'id', 'rev', 'title', 'updatedAt', 'width']);
    expect(loaded.title).toBeNull();
    expect(Object.keys(Song.build({ title: 'x' }))).not.toContain('width');
    expect(Song.tableName()).toBe('song');
    expect(Picture.tableName()).toBe('picture');
    const foreign: object = { title: 'a', width: 5 };
    expect(() => Song.build(foreign)).toThrow('width');
  });

  test('a subclass without discriminator has a table of its own', async () => {
    const cover = await Cover.create({ title: 'a', of: 'b' });
    expect(Cover.tableName()).toBe('cover');
    expect(await Song.exists({ id: cover.id })).toBe(false);
    const loaded = await Cover.get(cover.id);
    expect(loaded).toBeInstanceOf(Cover);
    expect(loaded).toBeInstanceOf(Song);
    expect(loaded).toMatchObject({ title: 'a', of: 'b', rev: 1 });
  });

  test('a mixin gives its fields to each class', async () => {
    await Employee.create({ number: 1, firstName: 'Ada', lastName: 'L' });
    await Guest.create({ badge: 'g', firstName: 'Grace', lastName: 'H' });
    expect((await Employee.get(1)).fullName).toBe('Ada L');
    const guest = await Guest.get('g');
    expect(guest.fullName).toBe('Grace H');
    expect(Object.keys(guest).sort()).toEqual(['badge', 'firstName', 'lastName']);
    guest.lastName = 'Hopper';
    expect(guest.changes()).toEqual({ lastName: { old: 'H', new: 'Hopper' } });
    await guest.save();
    expect((await Guest.get('g')).fullName).toBe('Grace Hopper');
  });
});
