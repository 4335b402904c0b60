/** What `npm run test:interrupt` takes for one point: a kind of step, however often a verb takes it and whatever it counts. */
import { expect, test } from 'vitest';
import { nameOf } from '../interrupt/names.ts';

test.each([
  ['a batch after another', 'POST /film-write/_bulk', 'POST /film-write/_bulk', true],
  ['the index of a deployment', 'GET /film-000003/_search', 'GET /film-1795/_search', true],
  [
    'the bucket of a deployment',
    'PUT /copybucket06786bf4-13b73b8cda1bc/a',
    'PUT /copybucketf3cb46a2-bc4a55c8c2e4e/a',
    true,
  ],
  [
    'objects of a day',
    'GET /b/entity%3Dfilm/day%3D2026-11-30/a1.gz',
    'GET /b/entity%3Dfilm/day%3D2026-12-01/b2.gz',
    true,
  ],
  [
    'identifiers, with and without a digit',
    'PUT /x/01234567-89ab-cdef-0123-456789abcdef',
    'PUT /x/abcdefab-abcd-abcd-abcd-abcdefabcdef',
    true,
  ],
  ['a line of progress', 'stderr … fill: 1,200 of 4,000', 'stderr … fill: 90 of 4,000', true],
  ['a time', 'stderr ✓ until 2026-11-30T12:31:00.327Z', 'stderr ✓ until 2026-12-01T00:00:00Z', true],
  ['requests and answers', 'http.client.request.start GET /film', 'http.client.response.finish GET /film', false],
  ['operations', 'POST / DynamoDB_20120810.Query', 'POST / DynamoDB_20120810.PutItem', false],
  ['entities', 'GET /b/entity%3Dfilm/a', 'GET /b/entity%3Dstock/a', false],
  ['what a line is about', 'stderr … load: written 5', 'stderr … day of sales: written 5', false],
])('%s', (_, one, other, isSame) => {
  expect(nameOf(one) === nameOf(other)).toBe(isSame);
});
