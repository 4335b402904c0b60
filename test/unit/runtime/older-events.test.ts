import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { keyword } from '../../../shared/domain/definition/fields.ts';
import type { Json, JsonObject, Row } from '../../../shared/domain/row/json.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { APPLIED } from '../../../shared/domain/delivery/outcome.ts';
import { consume } from '../../../shared/runtime/consume.ts';
import { recordingCounter } from '../../support/outcome-counter.ts';

const film = defineEntity({
  name: 'film',
  version: 2,
  recognise: { pk: 'FILM#{id}' },
  fields: { id: keyword(), title: keyword() },
  evolve: {
    1: ({ name, ...row }) => {
      if (name === 'poison') throw new Error('no such name');
      return { ...row, title: name };
    },
  },
});

function message(messageId: string, schema: string, ...rows: (Row & { id: string })[]): SQSRecord {
  const changes = rows.map((after) => ({
    id: `e-${after.id}`,
    key: after.id,
    position: `2026-11-01T09:00:00.000/${'7'.padStart(40, '0')}`,
    at: '2026-11-23T18:00:00Z',
    after,
  }));
  return record(messageId, { 'detail-type': 'film.created', detail: { schema, changes } });
}

function record(messageId: string, event: Json): SQSRecord {
  const attributes = { ApproximateReceiveCount: '1' };
  return { messageId, body: JSON.stringify(event), receiptHandle: messageId, attributes } as SQSRecord;
}

async function consumed(...Records: SQSRecord[]) {
  const applied: Change[] = [];
  const deadLetters = new MemoryDeadLetters();
  const counter = recordingCounter();
  const { batchItemFailures } = await consume(
    { Records },
    {
      consumer: 'search',
      entities: new Set(['film']),
      lift: liftTo([film]),
      apply: (changes) => {
        applied.push(...changes);
        return Promise.resolve(changes.map(() => APPLIED));
      },
      deadLetters,
      redelivery: { delay: () => Promise.resolve() },
      counter,
    },
  );
  const again = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const rows = applied.map((change) => ('after' in change ? change.after : undefined));
  return { rows, again, letters: deadLetters.letters, counts: counter.counts };
}

test('older and present events of one batch arrive at the store as rows of the present version, in order', async () => {
  const { rows, again, letters } = await consumed(
    message('m1', 'film@1', { id: 'f1', name: 'Alien' }),
    message('m2', 'film@2', { id: 'f2', title: 'Brazil' }),
    message('m3', 'film@1', { id: 'f3', name: 'Cube' }),
  );

  expect(rows).toEqual([
    { id: 'f1', title: 'Alien' },
    { id: 'f2', title: 'Brazil' },
    { id: 'f3', title: 'Cube' },
  ]);
  expect({ again, letters }).toEqual({ again: [], letters: [] });
});

test('a change that cannot be lifted is rejected alone, as it came, so that a redrive lifts it anew', async () => {
  const { rows, letters, counts } = await consumed(
    message('m1', 'film@1', { id: 'f1', name: 'Alien' }, { id: 'f2', name: 'poison' }, { id: 'f3', name: 'Cube' }),
  );

  expect(rows.map((row) => row?.['id'])).toEqual(['f1', 'f3']);
  expect(letters).toMatchObject([
    {
      key: 'f2',
      reason: { code: 'HW_EVOLVE_FAILED' },
      payload: { detail: { schema: 'film@1', changes: [{ after: { id: 'f2', name: 'poison' } }] } },
    },
  ]);
  expect(counts).toEqual({ 'film Applied': 2, 'film Rejected': 1 });
  const mended = JSON.parse(JSON.stringify(letters[0]?.payload).replace('poison', 'Brazil')) as JsonObject;
  expect((await consumed(record('m9', mended))).rows).toEqual([{ id: 'f2', title: 'Brazil' }]);
});

test('an event of a newer version comes again, and nothing of it is applied or rejected', async () => {
  const { rows, again, letters } = await consumed(
    message('m1', 'film@3', { id: 'f1', heading: 'Alien' }),
    message('m2', 'film@2', { id: 'f2', title: 'Brazil' }),
  );

  expect({ again, letters }).toEqual({ again: ['m1'], letters: [] });
  expect(rows).toEqual([{ id: 'f2', title: 'Brazil' }]);
});
