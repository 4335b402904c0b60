/** A function that throws for real, by an event that no queue sends: `status` and `logs` tell it, until it ends well again. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { headwater, type CommandResult } from './support/headwater.ts';
import { connectPipeline } from './support/pipeline.ts';

const pipeline = await connectPipeline();
const { session } = pipeline;
const { functionName } = pipeline.consumer('analytics');

const GOOD = { Records: [] };
const BAD = { Records: 'of no queue' };

async function invoke(event: unknown): Promise<string | undefined> {
  const Payload = Buffer.from(JSON.stringify(event));
  return (await session.clients.lambda.send(new InvokeCommand({ FunctionName: functionName, Payload }))).FunctionError;
}

/** After such an event. The log comes a moment after the answer, and a real batch in between ends well. */
function statusEndsWith(code: number, event: unknown): Promise<CommandResult> {
  return until(`status ends with ${code}`, async () => {
    await invoke(event);
    const ended = await headwater(['status']);
    return ended.code === code ? ended : undefined;
  });
}

afterAll(() => invoke(GOOD));

test('status names the function with its last error and exits 1, logs show it, and both see that it goes on', async () => {
  await statusEndsWith(0, GOOD);
  expect(await invoke(BAD)).toBe('Unhandled');

  const failing = await statusEndsWith(1, BAD);
  const all = await headwater(['logs']);
  const one = await headwater(['logs', 'consumer-analytics', '--errors', '--json']);

  expect(failing.stdout).toMatch(/function \S+consumer-analytics \(consumer:analytics\) fails: \S+Z TypeError: ./);
  expect(failing.stdout).toContain(`-> npx headwater logs ${functionName}`);
  expect(all.stdout).toMatch(/^consumer-analytics +\S+Z +TypeError: ./m);
  expect((JSON.parse(one.stdout) as { lines: { error: string }[] }).lines.at(-1)?.error).toMatch(/^TypeError: ./);

  const well = await statusEndsWith(0, GOOD);
  expect(well.stdout).toMatch(/consumer-analytics \(consumer:analytics\) failed, and goes on: \S+Z TypeError: ./);
});
