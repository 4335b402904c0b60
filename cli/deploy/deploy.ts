import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { join } from 'node:path';
import type { Log } from '../../local/progress.ts';
import { checkHandlers } from '../../infra/handler-files.ts';
import { layoutAt, repository } from '../../local/layout.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../../shared/domain/definition/warnings.ts';
import { runCdk } from './cdk.ts';

export interface DeployOptions {
  readonly client: CloudFormationClient;
  readonly definition: HeadwaterDefinition;
  /** The CDK's context, `name=value`. */
  readonly context: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** `cdk bootstrap` where it was never done, then `cdk deploy --all`. @throws LocalCloudError COMMAND_FAILED, INTERRUPTED; HeadwaterError HW_CONFIG for a handler */
export async function deploy({ client, definition, context, env, log, signal }: DeployOptions): Promise<void> {
  const { logs, root } = layoutAt();
  // The CDK says it too, but into its log.
  checkHandlers(definition, repository);
  for (const text of definitionWarnings(definition)) log({ step: 'definition', state: 'note', text });
  if (!(await isBootstrapped(client))) {
    await runCdk({ step: 'cdk bootstrap', text: 'preparing the account', args: ['bootstrap'], env, logs, log, signal });
  }
  const args = [
    'deploy',
    '--all',
    '--require-approval',
    'never',
    // Apart from a `cdk synth` or `cdk watch` that runs beside it.
    '--output',
    join(root, 'cdk.out'),
    ...context.flatMap((pair) => ['--context', pair]),
  ];
  await runCdk({ step: 'cdk deploy', text: 'deploying', args, env, logs, log, signal });
}

async function isBootstrapped(client: CloudFormationClient): Promise<boolean> {
  return client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' })).then(
    ({ Stacks = [] }) => Stacks.some(({ StackStatus = '' }) => StackStatus.endsWith('_COMPLETE')),
    () => false,
  );
}
