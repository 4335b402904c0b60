/** The deployed auditor, invoked as its schedule does. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique } from './support/pipeline.ts';
import { plainEndpoint } from './support/plain-endpoint.ts';

const pipeline = await connectPipeline();

interface Counts {
  readonly _aws: { readonly Timestamp: number };
  readonly entity: string;
  readonly Audited: number;
  readonly Drifted: number;
  readonly Undecided: number;
}

/**
 * What one invocation counted of each entity. MiniStack may file an invocation's last line with the next one: what was counted
 * before is left out, and where a wanted one is missing, it is invoked again.
 */
async function audit(...wanted: readonly string[]): Promise<ReadonlyMap<string, Counts>> {
  for (let attempt = 1; ; attempt += 1) {
    const start = Date.now();
    const { FunctionError, LogResult = '' } = await pipeline.session.clients.lambda.send(
      new InvokeCommand({ FunctionName: 'headwater-dev-auditor', LogType: 'Tail', Payload: '{}' }),
    );
    expect(FunctionError).toBeUndefined();
    const lines = Buffer.from(LogResult, 'base64').toString().split('\n');
    const counts = lines.filter((line) => line.startsWith('{"_aws"')).map((line) => JSON.parse(line) as Counts);
    const fresh = counts.filter(({ _aws }) => _aws.Timestamp >= start).map((one) => [one.entity, one] as const);
    const found = new Map(fresh);
    if (wanted.every((entity) => found.has(entity))) return found;
    if (attempt === 3) throw new Error(`no counts of ${wanted.join(', ')} in ${lines.length} lines`);
  }
}

test('it looks at rows of each search index, and counts what it saw as metrics', async () => {
  const id = unique('audited');
  await pipeline.put(filmItem(id));
  await untilTrue('the film is in the index', async () => (await pipeline.document('film', id)) !== undefined);

  const counts = await audit('film', 'stock');

  expect(counts.get('film')).toMatchObject({
    Audited: expect.toSatisfy((seen: number) => seen > 0) as number,
    Drifted: expect.any(Number) as number,
  });
});

test('it sees that the tombstone of a deletion in the history is missing', { timeout: 240_000 }, async () => {
  const film = ['--consumer', 'search', '--entity', 'film'];
  const id = unique('unburied');
  await pipeline.put(filmItem(id));
  await pipeline.remove(`FILM#${id}`, 'FILM');
  await untilTrue('its tombstone is there', async () => (await pipeline.document('film', id))?.marks.deleted === true);
  await untilTrue('its deletion is in the history', async () => {
    const { stdout } = await headwater(['verify', ...film, '--key', id, '--json']);
    const [explained] = JSON.parse(stdout) as { events: { operation: string }[] }[];
    return explained?.events.some(({ operation }) => operation === 'deleted') ?? false;
  });
  const drifted = async (): Promise<number> => (await audit('film')).get('film')?.Drifted ?? -1;
  const before = await drifted();
  const endpoint = plainEndpoint(pipeline.session.deployment);
  await fetch(`${endpoint}/film-write/_doc/${id}?refresh=true`, { method: 'DELETE' });

  const without = await drifted();
  expect(without).toBeGreaterThan(before);

  const repaired = await headwater(['repair', ...film, '--key', id, '--yes']);
  expect(repaired.code, repaired.stderr).toBe(0);
  expect(await drifted()).toBeLessThan(without);
});
