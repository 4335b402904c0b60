import { expect, test } from 'vitest';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import headwater from '../fixtures/shop/headwater.config.ts';
import { mistakeIn } from '../../infra/mistakes.ts';
import { deploymentName } from '../../infra/names.ts';
import { stageSettings } from '../../infra/stages.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';

const APP = fileURLToPath(new URL('../../infra/app.ts', import.meta.url));

/** As `cdk` runs it, with the context given by -c. */
function runApp(context: object): Promise<{ exitCode: number; stderr: string }> {
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context), NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [APP], { env }, (_, __, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stderr });
    });
  });
}

test('an unknown stage is refused in one sentence that names the stages', async () => {
  const { exitCode, stderr } = await runApp({ stage: 'production' });
  expect(exitCode).toBe(1);
  expect(stderr.trim()).toBe('there is no stage "production": use -c stage=dev or -c stage=prod');
});

test('a wrong configuration is told with its code and what to do, without a stack', () => {
  const mistake = mistakeIn(new HeadwaterError('HW_CONFIG', 'entity film: no key'));
  expect(mistake).toBe(
    'HW_CONFIG: entity film: no key\nCorrect headwater.config.ts as the message says, then deploy again.',
  );
});

test('a bug is no mistake of the user: it keeps its stack', () => {
  expect(mistakeIn(new TypeError('x is undefined'))).toBeUndefined();
});

test('a name that OpenSearch would refuse is refused before', () => {
  const definition = { ...headwater, name: 'a-name-that-is-far-too-long' };
  expect(() => deploymentName(definition, stageSettings('prod'))).toThrow(/at most 23 characters/);
});
