/** The rule of a consumer with a field policy of its own: events come before that policy, so the rule is the one without it. */
import { expect, test } from 'vitest';
import { decimal, keyword, timestamp } from '../../../shared/domain/definition/fields.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { travellingEntities } from '../../../shared/domain/definition/lookup.ts';
import { and, where } from '../../../shared/domain/definition/where.ts';
import { eventPattern } from '../../../shared/dialects/eventbridge/event-pattern.ts';
import type { HeadwaterDefinition } from '../../../shared/domain/definition/headwater.ts';
import { definition, SHOP } from './wrong.ts';

const order = defineEntity({
  name: 'order',
  recognise: { pk: 'ORDER#{id}', sk: 'ORDER' },
  fields: { id: keyword(), total: decimal(38, 12), placedAt: timestamp(), who: keyword(), town: keyword() },
  policy: { town: 'hash' },
});
const filters = { order: and(where(order, { total: 5 }), where(order, { placedAt: '2026-01-01T01:00:00+01:00' })) };

function patternWith(policy: object): unknown {
  const consumer = { type: 'search', name: 'search', entities: [order], filters, ...policy };
  const made = defineHeadwater(
    definition({ tables: [{ ...SHOP, entities: [order] }], consumers: [consumer] }) as HeadwaterDefinition,
  );
  const [search] = made.consumers;
  if (!search) throw new Error('there is one');
  return eventPattern({ ...search, sources: ['headwater.shop'], entities: travellingEntities(made, search) });
}

test.each([
  ['hashed', { policy: { order: { total: 'hash', placedAt: 'hash' } } }],
  ['masked', { policy: { order: { total: { keepFirst: 0, keepLast: 0 }, placedAt: { keepFirst: 4, keepLast: 0 } } } }],
  ['dropped', { policy: { order: { total: 'drop', placedAt: 'drop' } } }],
  ['of another field', { policy: { order: { who: 'drop' } } }],
])('a filter on a field that the consumer has %s routes as without the policy', (_, policy) => {
  expect(patternWith(policy)).toEqual(patternWith({}));
  expect(JSON.stringify(patternWith(policy))).toContain('{"wildcard":"*"}');
});
