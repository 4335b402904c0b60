/** What the plays get when they ask one of Headwater's verbs. */
import { expect, test } from 'vitest';
import { cloudOf } from '../../../cli/open-cloud.ts';
import { ask } from '../../../examples/film-shop/theatre/ask.ts';
import { connectPipeline } from '../../integration/support/pipeline.ts';

test('what fails is a failure of the play that asks, with its next step and its exit code', async () => {
  const { session } = await connectPipeline();
  const cloud = cloudOf(session, { stage: 'dev' }, new AbortController().signal);

  const failing = ask({ cloud }, ['ledger', '--from', 'sideways']);

  await expect(failing).rejects.toMatchObject({ exitCode: 2, message: '"sideways" is no time.' });
  await expect(failing).rejects.toHaveProperty('next', expect.stringContaining('ISO 8601'));
});
