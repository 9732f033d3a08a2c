import { Document, Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../lib';
import { describeEachEngine } from '../support/engines';

@Embeddable()
class Place {
  @Field({ type: 'string' }) city!: string;
  @Field({ type: 'string' }) zip!: string;
}

@Entity()
class Shop extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field({ type: 'string' }) name!: string;
  @Embedded(() => Place) place!: Place;
}

describeEachEngine('an update beside unsaved changes', (t) => {
  t.useModels(Shop);

  it('keeps them, in the same embedded value and in other fields', async () => {
    const shop = await Shop.create({ name: 'A', place: { city: 'Paris', zip: '1' } });
    shop.name = 'B';
    shop.place.city = 'Lyon';
    await shop.update({ 'place.zip': '2' });
    expect({ ...shop.place }).toEqual({ city: 'Lyon', zip: '2' });
    expect(shop.changes()).toEqual({ name: { old: 'A', new: 'B' }, 'place.city': { old: 'Paris', new: 'Lyon' } });
    await shop.save();
    expect(await Shop.get(shop.id)).toEqual(shop);
  });
});
