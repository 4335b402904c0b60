/** `status` while the normalizer does not read the table's stream: by an event source that is switched off, on the real cloud. */
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { afterAll, expect, test } from 'vitest';
import { untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline } from './support/pipeline.ts';

const { session, normalizer } = await connectPipeline();
const { lambda } = session.clients;

async function mapping() {
  const command = new ListEventSourceMappingsCommand({ FunctionName: normalizer.functionName });
  const { EventSourceMappings: [found] = [] } = await lambda.send(command);
  return found;
}

async function enable(Enabled: boolean): Promise<void> {
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: (await mapping())?.UUID, Enabled }));
  const state = Enabled ? 'Enabled' : 'Disabled';
  await untilTrue(`the event source is ${state}`, async () => (await mapping())?.State === state);
}
afterAll(() => enable(true));

test('it says so, says what to do, and exits 1; and 0 once it is read again', async () => {
  expect((await headwater(['status'])).code).toBe(0);
  await enable(false);

  const told = await headwater(['status']);
  const script = await headwater(['status', '--json']);

  expect(told.code).toBe(1);
  expect(told.stdout).toMatch(/table shop: the normalizer's event source is disabled/);
  expect(told.stdout).toMatch(/-> Enable the event source mapping/);
  expect(script.code).toBe(1);
  expect(JSON.parse(script.stdout)).toMatchObject({ problems: [{ table: 'shop' }] });
  await enable(true);
  expect((await headwater(['status'])).code).toBe(0);
});
