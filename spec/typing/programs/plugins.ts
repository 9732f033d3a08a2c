import { type ConnectedEngine, Document, Entity, Field, type Plugin, PrimaryKey, type Query } from '../../../lib';
import { same } from './support';

interface Tenanted {
  tenant: string;
}

const tenancy: Plugin<Tenanted> = {
  name: 'tenancy',
  hooks: {
    beforeSave(document) {
      document.tenant = 'mine';
    },
    beforeQuery: (query) => query.where({ tenant: 'mine' }),
  },
  scopes: { of: (query, tenant: string) => query.where({ tenant }) },
  rewriteQuery(query, { fields, purpose }) {
    same<typeof purpose, 'read' | 'update' | 'delete'>(true);
    return fields.has('tenant') ? query.where({ tenant: 'mine' }) : undefined;
  },
};

const logging: Plugin = { name: 'logging', hooks: { afterLoad: async (document) => void document } };

@Entity()
class Post extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;
  @Field({ type: 'string' }) tenant!: string;
  @Field({ type: 'boolean' }) published = false;

  static latest(): Query<Post> {
    return this.find().orderBy('-id');
  }
}

@Entity()
class Plain extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;
}

export async function programs(engine: ConnectedEngine): Promise<void> {
  engine.use(tenancy).use(logging);
  Post.plugin(tenancy).plugin(logging).latest();
  Plain.plugin(logging);
  // @ts-expect-error its documents have no tenant
  Plain.plugin(tenancy);
  Post.plugin({
    name: 'publishing',
    hooks: {
      beforeSave(post) {
        post.published = true;
        // @ts-expect-error no field
        post.publised = true;
      },
    },
    scopes: { published: (query, isPublished: boolean) => query.where({ published: isPublished }) },
    rewriteQuery: (query) => query.where({ published: true }),
  });
  // @ts-expect-error no such moment
  Post.plugin({ name: 'wrong', hooks: { beforeSav() {} } });
  // @ts-expect-error a rewrite is not awaited
  Post.plugin({ name: 'late', rewriteQuery: async () => undefined });
  const posts = Post.scope('published', true).scope('published', false).limit(1);
  same<typeof posts, Query<Post>>(true);
  const titles = await Post.find().select('id').scope('published', true);
  same<(typeof titles)[number]['id'], string>(true);
}
