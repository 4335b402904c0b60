/** What a verb of an app gets from Headwater's verbs is what a person sees: the same words in a process of their own, on the same cloud. */
import { beforeAll, expect, test } from 'vitest';
import { cloudOf } from '../../cli/open-cloud.ts';
import type { OpenCloud, VerbAnswer } from '../../cli/verb-tools.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique } from './support/pipeline.ts';

const id = unique('asked');
let cloud: OpenCloud;

beforeAll(async () => {
  const pipeline = await connectPipeline();
  cloud = cloudOf(pipeline.session, { stage: 'dev' }, new AbortController().signal);
  await pipeline.put({ pk: { S: `FILM#${id}` }, sk: { S: 'FILM' }, title: { S: 'Asked' }, price: { N: '4.50' } });
});

const WORDS = [
  ['status'],
  ['search', 'film', 'no film has this in it'],
  ['replay', 'list'],
  ['dlq', 'list', '--consumer', 'search'],
  ['query', '--list'],
  ['query', 'select 1 as one', '--csv'],
  ['schemas', 'print', 'film'],
  // Mistakes: of the words, of their meaning, and of the stage.
  ['get', 'film'],
  ['get', 'film', 'sideways', '--sideways'],
  ['search', 'sideways', 'x'],
  ['ledger', '--from', 'sideways'],
  ['query', '--named', 'sideways'],
  ['status', '--stage', 'prod'],
] as const;

test.each(WORDS.map((words) => [words.join(' '), words] as const))('headwater %s', async (_, words) => {
  // After the other: both may ask what moves.
  const asked = await cloud.headwater(words);
  const plain = await headwater(words);
  const json = await headwater([...words, '--json']);

  expect(asked.exitCode).toBe(plain.code);
  const { error } = asked.json as { readonly error?: { readonly message: string } };
  expect(withoutTimes(asked.json)).toEqual(withoutTimes(JSON.parse(json.stdout)));
  if (error) expect(plain.stderr).toContain(error.message);
  else expect(withoutTimes(asked.text)).toEqual(withoutTimes(plain.stdout.trimEnd()));
});

test('several at a time have each their own answer', async () => {
  const questions = ['search film a', 'replay list', 'search stock b', 'schemas print stock'];
  const alone: VerbAnswer[] = [];
  for (const question of questions) alone.push(await cloud.headwater(question.split(' ')));

  const together = await Promise.all(questions.map((question) => cloud.headwater(question.split(' '))));

  expect(together.map(({ json }) => json)).toEqual(alone.map(({ json }) => json));
});

test('its progress is told, and nothing is said on this terminal', async () => {
  const said: string[] = [];
  const words = ['verify', '--consumer', 'search', '--entity', 'film', '--no-history', '--grace', '1'];
  const { json } = await cloud.headwater(words, { onProgress: ({ step }) => said.push(step) });

  expect(json).toMatchObject({ copies: [{ consumer: 'search', entity: 'film' }] });
  expect(new Set(said)).toEqual(new Set(['verify']));
});

test('an abort ends it, before and while it runs', async () => {
  await expect(cloud.headwater(['status'], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);

  const broken = new AbortController();
  const verifying = cloud.headwater(['verify', '--grace', '300'], {
    signal: broken.signal,
    onProgress: () => broken.abort(),
  });
  await expect(verifying).rejects.toThrow(/abort/i);
});

test('its help is an answer', async () => {
  const { exitCode, text } = await cloud.headwater(['verify', '--help']);

  expect(exitCode).toBe(0);
  expect(`${text}\n`).toBe((await headwater(['verify', '--help'])).stdout);
});

test('another project cannot be asked for', async () => {
  const { exitCode, json } = await cloud.headwater(['status', '--config', 'other.config.ts']);

  expect(exitCode).toBe(2);
  expect(json).toMatchObject({
    error: { code: 'HW_COMMAND', message: expect.stringContaining('--config') as unknown },
  });
});

/** What differs between two looks at the same: times, seconds, and how often a letter was looked at. */
function withoutTimes(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, 'TIME')
    .replaceAll(/\d+(\.\d+)? (s|min)\b/g, 'SPAN')
    .replaceAll(/"receives":\d+/g, '"receives":LOOKS');
}
