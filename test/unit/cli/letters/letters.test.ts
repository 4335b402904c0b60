import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import config from '../../../fixtures/shop/headwater.config.ts';
import { groupLetters } from '../../../../operations/letters/group.ts';
import { rowNames } from '../../../../operations/letters/letter-content.ts';
import { letterOfMessage, letterOfObject } from '../../../../operations/letters/read-letter.ts';
import { sourcesOf, type FullLetter, type QueueSource } from '../../../../operations/letters/letter.ts';
import { selectionOf, type SelectionOptions } from '../../../../operations/letters/selection.ts';
import { letterReport } from '../../../../operations/letters/letter-report.ts';
import { describeGroups, describeLetter } from '../../../../cli/output/letters.ts';
import type { Deployment } from '../../../../shared/runtime/deployment.ts';
import { filmItem, streamRecord, STREAM_ARN } from '../../../support/stream-records.ts';
import { filmEvent } from '../../../support/film-event.ts';

const names = rowNames(config.tables);
const rejected: QueueSource = { kind: 'rejected', table: 'shop', url: 'rejected-url' };
const dlq: QueueSource = { kind: 'dlq', consumer: 'search', url: 'dlq-url', bufferUrl: 'buffer-url' };
const ruleDlq: QueueSource = { kind: 'rule-dlq', consumer: 'search', url: 'rule-url', bufferUrl: 'buffer-url' };
const SECRET = 'a-value-nobody-may-see';
const SENT = Date.parse('2026-11-24T12:00:00Z');

function message(id: string, body: string, attributes: Record<string, string>, receives = 1): Message {
  return {
    MessageId: id,
    Body: body,
    Attributes: { SentTimestamp: String(SENT), ApproximateReceiveCount: String(receives) },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  };
}

function invalidFilm(key: string, problem = '/title must be string'): FullLetter {
  const record = streamRecord(7, { after: filmItem(key, { director: { S: SECRET } }) });
  const attributes = {
    code: 'HW_ROW_INVALID',
    message: `film ${key}: ${problem}`,
    field: '/title',
    entity: 'film',
    key,
  };
  return letterOfMessage(rejected, message(`id-${key}`, JSON.stringify(record), attributes), names);
}

function setAside(keys: readonly string[]): FullLetter {
  const Records = keys.map((key, index) => streamRecord(index, { after: filmItem(key, { director: { S: SECRET } }) }));
  const body = JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
    DDBStreamBatchInfo: { streamArn: STREAM_ARN },
    payload: JSON.stringify({ Records }),
  });
  const tables = [{ name: 'shop', physicalName: 'shop', tableArn: '', streamArn: STREAM_ARN, entities: ['film'] }];
  const object = { key: 'aws/lambda/esm/shard/2026/11/24/2026-11-24T12.00.00-abc', modified: new Date(SENT), body };
  return letterOfObject({ kind: 'stream-failures', bucket: 'failures' }, object, { tables }, names);
}

const exhausted = letterOfMessage(dlq, message('m-1', filmEvent(['f1', 'f2'], SECRET), {}, 100), names);
const undelivered = letterOfMessage(
  ruleDlq,
  message('m-2', filmEvent(['f1'], SECRET), {
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: 'Access denied',
    RETRY_ATTEMPTS: '4',
  }),
  names,
);

describe('a dead letter says in words why it lies there', () => {
  test('a rejected stream record: the reason that the normalizer gave', () => {
    expect(invalidFilm('f1')).toMatchObject({ code: 'HW_ROW_INVALID', field: '/title', rows: [{ key: 'f1' }] });
  });

  test('a message that SQS moved has no reason: its changes are read from the event', () => {
    expect(exhausted).toMatchObject({
      code: 'HW_RECEIVES_EXHAUSTED',
      message: 'received 100 times and never settled',
      rows: [
        { entity: 'film', key: 'f1' },
        { entity: 'film', key: 'f2' },
      ],
    });
  });

  test("an event that EventBridge could not deliver: EventBridge's own code", () => {
    expect(undelivered).toMatchObject({
      code: 'HW_DELIVERY_FAILED',
      message: 'EventBridge: NO_PERMISSIONS, Access denied, after 4 more tries',
    });
  });

  test('a batch that Lambda gave up on: all its records', () => {
    expect(setAside(['f1', 'f2'])).toMatchObject({
      id: '2026-11-24T12.00.00-abc',
      code: 'HW_RECORDS_SET_ASIDE',
      message: 'Lambda gave up on a batch of 2 records after 3 invocations: RetryAttemptsExhausted',
      rows: [{ key: 'f1' }, { key: 'f2' }],
    });
  });
});

describe('letters are grouped', () => {
  test('by place and reason, whatever the record is called', () => {
    const letters = [
      invalidFilm('f1'),
      invalidFilm('f2'),
      invalidFilm('f1'),
      exhausted,
      invalidFilm('f3', '/title is gone'),
    ];

    const groups = groupLetters(letters);

    expect(
      groups.map(({ source, problem, letters: n, rows, examples }) => [source, problem, n, rows, examples]),
    ).toEqual([
      ['rejected shop', '/title must be string', 3, 2, ['f1', 'f2']],
      ['dlq search', 'received again and again, and never settled', 1, 2, ['f1', 'f2']],
      ['rejected shop', '/title is gone', 1, 1, ['f3']],
    ]);
  });

  test('also what a store rejected, whose messages name the row in another form', () => {
    const refused = (key: string): FullLetter =>
      letterOfMessage(
        dlq,
        message(`id-${key}`, filmEvent([key]), {
          code: 'HW_SEARCH_REJECTED',
          message: `film "${key}" does not fit the index: mapper_parsing_exception in field price`,
          field: '/price',
          entity: 'film',
          key,
        }),
        names,
      );

    expect(groupLetters([refused('f1'), refused('f2')])).toMatchObject([
      { problem: 'does not fit the index: mapper_parsing_exception in field price', letters: 2, rows: 2 },
    ]);
  });

  test('and say what to do', () => {
    expect(describeGroups(groupLetters([undelivered]))).toContain('npx headwater dlq redrive');
  });
});

test('nothing that is printed holds a value of a row', () => {
  const letters = [invalidFilm('f1'), exhausted, undelivered, setAside(['f1'])];

  const printed = letters.flatMap((letter) => [describeLetter(letter), JSON.stringify(letterReport(letter))]);

  expect(letters.every(({ body }) => body.includes(SECRET))).toBe(true);
  expect([...printed, describeGroups(groupLetters(letters))].join('\n')).not.toContain(SECRET);
  expect(describeLetter(invalidFilm('f1'))).toContain('attributes pk sk title releaseDate price director');
});

describe('a selection', () => {
  const sources = sourcesOf({
    normalizers: [
      {
        table: 'shop',
        functionName: '',
        logGroup: '',
        rejectedQueueUrl: '',
        failuresBucket: 'failures',
        claimsBucket: '',
      },
    ],
    consumers: ['search', 'analytics'].map((name) => ({
      name,
      type: 'search',
      entities: ['film'],
      ruleArn: '',
      bufferUrl: '',
      deadLetterUrl: '',
      ruleDeadLetterUrl: '',
      functionName: '',
      logGroup: '',
    })),
  } as unknown as Deployment);
  const now = new Date(SENT + 3_600_000);
  const letters = { poison: invalidFilm('f1'), exhausted, undelivered, batch: setAside(['f2', 'f3']) };
  const taken = (options: SelectionOptions): readonly string[] => {
    const selection = selectionOf(options, sources, now);
    return Object.entries(letters).flatMap(([name, letter]) => (selection.takes(letter) ? [name] : []));
  };

  test.each<[SelectionOptions, readonly string[]]>([
    [{}, ['poison', 'exhausted', 'undelivered', 'batch']],
    [{ queue: 'rejected' }, ['poison']],
    [{ consumer: 'search' }, ['exhausted', 'undelivered']],
    [{ consumer: 'search', queue: 'dlq' }, ['exhausted']],
    [{ code: 'HW_RECORDS_SET_ASIDE' }, ['batch']],
    [{ key: 'f2' }, ['exhausted', 'batch']],
    [{ entity: 'film', key: 'f1' }, ['poison', 'exhausted', 'undelivered']],
    [{ entity: 'stock', key: 'f1' }, []],
    [{ id: 'm-1' }, ['exhausted']],
    [{ older: '-2h' }, []],
    [{ newer: '-2h', queue: 'rejected' }, ['poison']],
  ])('%o', (options, expected) => {
    expect(taken(options)).toEqual(expected);
  });

  test.each<[SelectionOptions, string]>([
    [{ queue: 'buffer' }, 'There is no queue "buffer".'],
    [{ consumer: 'serach' }, 'No dead letters can lie there: "serach".'],
    [{ older: 'yesterday' }, '"yesterday" is no time.'],
  ])('a mistake is named: %o', (options, mistake) => {
    expect(() => selectionOf(options, sources, now)).toThrow(mistake);
  });
});
