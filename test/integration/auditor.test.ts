/** The deployed auditor, invoked as its schedule does. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { connectPipeline, unique } from './support/pipeline.ts';

const pipeline = await connectPipeline();

test('it looks at rows of each search index, and counts what it saw as metrics', async () => {
  const id = unique('audited');
  await pipeline.put(filmItem(id));
  await untilTrue('the film is in the index', async () => (await pipeline.document('film', id)) !== undefined);

  const { FunctionError, LogResult = '' } = await pipeline.session.clients.lambda.send(
    new InvokeCommand({ FunctionName: 'headwater-dev-auditor', LogType: 'Tail', Payload: '{}' }),
  );

  expect(FunctionError).toBeUndefined();
  const lines = Buffer.from(LogResult, 'base64').toString().split('\n');
  const counts = lines
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line) as { entity: string; Audited: number; Drifted: number; Undecided: number });
  expect(counts.map(({ entity }) => entity).toSorted()).toEqual(['film', 'stock']);
  expect(counts.find(({ entity }) => entity === 'film')).toMatchObject({
    Audited: expect.toSatisfy((seen: number) => seen > 0) as number,
    Drifted: expect.any(Number) as number,
  });
});
