import { defineConsumer, defineEntity, defineTable, missing, or, where } from 'headwater';
import { boolean, integer, keyword, optional, text, timestamp } from 'headwater';

/** As Amplify DataStore writes it through AppSync. */
export const post = defineEntity({
  name: 'post',
  recognise: { attribute: '__typename', equals: 'Post' },
  fields: {
    id: keyword(),
    title: text(),
    createdAt: timestamp(),
    version: integer({ attribute: '_version' }),
    changedAt: integer({ attribute: '_lastChangedAt', description: 'Epoch milliseconds.' }),
    deleted: optional(boolean({ attribute: '_deleted' })),
    expiresAt: optional(integer({ attribute: '_ttl', description: 'Epoch seconds.' })),
  },
});

export const posts = defineTable({
  name: 'posts',
  partitionKey: { name: 'id', type: 'string' },
  timeToLive: '_ttl',
  entities: [post],
});

/** The index holds what is not deleted; the analytics copy, without a filter, keeps the rest as well. */
export const livePosts = defineConsumer({
  type: 'search',
  name: 'search',
  entities: [post],
  filters: { post: or(where(post, { deleted: false }), where(post, { deleted: missing() })) },
});
