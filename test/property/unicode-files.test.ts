/** Whatever text a file or a queue is given, its reader gives back. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SQSClient, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowNames } from '../../operations/letters/letter-content.ts';
import { letterOfMessage } from '../../operations/letters/read-letter.ts';
import { answerCsv } from '../../cli/output/answer.ts';
import { createDriftFile, readDriftFile } from '../../operations/verify/drift-file.ts';
import { createDiskJoin } from '../../shared/adapters/disk/key-join.ts';
import { linesOf } from '../../shared/adapters/disk/lines.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { snapshotOf } from '../../shared/domain/change/read-change.ts';
import { scriptedService } from '../support/scripted-service.ts';
import { all, anyKey, anyText } from './any-text.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-files-'));
});
afterAll(() => rm(directory, { recursive: true }));

const keys = fc.uniqueArray(
  anyKey.map((part) => documentKey([part])),
  { minLength: 1, maxLength: 20 },
);
let run = 0;

test('lines of JSON, wherever their bytes are cut', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), async (texts, least) => {
      const bytes = Buffer.from(texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
      // A long text in a few hundred pieces: so many are slow, and tell no more.
      const size = Math.max(least, Math.floor(bytes.length / 300) | 1);
      const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, nth) =>
        bytes.subarray(nth * size, (nth + 1) * size),
      );
      const read = await all(linesOf(Readable.from(cuts)));
      expect(read.map((line) => JSON.parse(line) as string)).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});

test('a last line without its end, and an empty one', async () => {
  expect(await all(linesOf(Readable.from([Buffer.from('a\n\nb\u2028c')])))).toEqual(['a', '', 'b\u2028c']);
});

test('a file of drift names the keys that verify found', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(keys, async (made) => {
      const path = join(directory, `drift-${run++}.ndjson`);
      const places = made.map((key) => ({ consumer: 'search', entity: 'note', key, kind: 'missing' as const }));
      {
        await using file = await createDriftFile(path);
        for (const place of places) await file.write(place);
      }
      expect(await all(readDriftFile(path))).toEqual(places);
    }),
    { numRuns: 40 },
  );
});

test('a file of drift that an editor gave a byte order mark and carriage returns', async () => {
  const path = join(directory, 'edited.ndjson');
  const place = { consumer: 'search', entity: 'note', key: '\uFEFFa', kind: 'stale' };
  await writeFile(path, `\uFEFF${JSON.stringify(place)}\r\n\r\n${JSON.stringify(place)}\r\n`);
  expect(await all(readDriftFile(path))).toEqual([place, place]);
});

test('a join on disk, its parts divided again', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(keys, async (made) => {
      const join = await createDiskJoin({ sides: 1, directory, partBytes: 1 });
      for (const key of made) await join.put(0, key, key);
      const joined = await all(join.joined());
      await join.close();
      expect(new Map(joined.map(({ key, values }) => [key, values[0]]))).toEqual(
        new Map(made.map((key) => [key, key])),
      );
    }),
    { numRuns: 15 },
  );
});

test('CSV, read as RFC 4180 says', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 4 }), (pairs) => {
      const rows = pairs.map(([a, b]) => ({ a, b }));
      expect(fieldsOf(answerCsv({ columns: ['a', 'b'], rows }))).toEqual([['a', 'b'], ...pairs]);
    }),
  );
});

function fieldsOf(csv: string): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') lines.push([]);
    if (end === '') break;
  }
  return lines;
}

test('an event: its text is one that a queue takes', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyKey, anyText, (part, title) => {
      const key = documentKey([part]);
      const read = { entity: 'note', key, readAt: 1_795_459_927_000, row: { title, [part]: title } };
      const packs = packChanges('headwater.notes', new Map(), [snapshotOf(read, { cause: 'repair' })]);
      for (const { event } of packs) expect(QUEUE_TEXT.test(event.detail)).toBe(true);
      const [{ event }] = packs as [(typeof packs)[number]];
      expect(JSON.parse(event.detail)).toMatchObject({ changes: [{ key, after: { title, [part]: title } }] });
    }),
  );
});

/** What SQS takes (API reference, SendMessage). */
const QUEUE_TEXT = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

interface Sent {
  readonly Entries: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly MessageAttributes: Record<string, MessageAttributeValue>;
  }[];
}

test('a dead letter: taken by the queue, and found again by its key', { timeout: 60_000 }, async () => {
  const service = await scriptedService((_, request: Sent) => ({
    Successful: request.Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    })),
    Failed: [],
  }));
  const client = new SQSClient({ ...service.settings, md5: false });
  const letters = createSqsDeadLetters(client, `${service.settings.endpoint}/000000000001/dlq`);
  const source = { kind: 'dlq', consumer: 'search', url: 'x', bufferUrl: 'y' } as const;
  try {
    await fc.assert(
      fc.asyncProperty(anyKey, anyText, async (part, text) => {
        const key = documentKey([part]);
        const reason = { code: 'HW_ROW_INVALID', message: text, field: text } as const;
        await letters.put([{ stage: 'search', reason, entity: 'note', key, payload: { text } }]);

        const [sent] = (service.requests.at(-1)?.body as Sent).Entries;
        const { MessageBody = '', MessageAttributes = {} } = sent ?? {};
        const texts = [MessageBody, ...Object.values(MessageAttributes).map(({ StringValue = '' }) => StringValue)];
        const letter = letterOfMessage(source, { MessageId: 'm', Body: MessageBody, MessageAttributes }, rowNames([]));

        expect(texts.every((one) => QUEUE_TEXT.test(one))).toBe(true);
        expect(JSON.parse(MessageBody)).toEqual({ text });
        expect(letter.rows).toEqual([{ entity: 'note', key }]);
      }),
      { numRuns: 60 },
    );
  } finally {
    await service.close();
  }
});
