import * as d from '../../../lib/decorators';
import { HOOK_EVENTS } from '../../../lib/metadata/hook-metadata';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document } from '../metadata/bare-document';

const INSTANCE_HOOKS = {
  beforeValidate: d.BeforeValidate,
  beforeSave: d.BeforeSave,
  beforeInsert: d.BeforeInsert,
  beforeUpdate: d.BeforeUpdate,
  beforeDelete: d.BeforeDelete,
  afterSave: d.AfterSave,
  afterInsert: d.AfterInsert,
  afterUpdate: d.AfterUpdate,
  afterDelete: d.AfterDelete,
  afterLoad: d.AfterLoad,
  afterCommit: d.AfterCommit,
} as const;

describe('hook decorators', () => {
  it('are there for every moment', () => {
    expect([...Object.keys(INSTANCE_HOOKS), 'beforeQuery']).toEqual([...HOOK_EVENTS]);
  });

  it.each(Object.entries(INSTANCE_HOOKS))('%s attaches the method to that moment alone', (event, hook) => {
    class Thing extends Document {
      @d.PrimaryKey() id!: string;
      @hook() first(): void {}
      @hook() async second(): Promise<void> {}
    }
    const { hooks } = modelMetadataOf(d.Entity()(Thing));
    const attached = Object.entries(hooks).filter(([, methods]) => methods.length > 0);
    expect(attached).toEqual([[event, ['first', 'second']]]);
  });

  it('attach one method to several moments', () => {
    @d.Entity()
    class Thing extends Document {
      @d.PrimaryKey() id!: string;
      @d.BeforeInsert() @d.BeforeUpdate() stamp(): void {}
      @d.BeforeQuery() static narrow(query: string): string {
        return query;
      }
    }
    expect(modelMetadataOf(Thing).hooks).toMatchObject({
      beforeInsert: ['stamp'],
      beforeUpdate: ['stamp'],
      beforeQuery: ['narrow'],
    });
  });
});
