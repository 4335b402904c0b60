import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { join } from 'node:path';
import type { Log } from '../../local/progress.ts';
import { checkHandlers } from '../../infra/handler-files.ts';
import { LocalCloudError } from '../../local/errors.ts';
import { layoutAt } from '../../local/layout.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../../shared/domain/definition/warnings.ts';
import { project } from '../../shared/project/project.ts';
import { runCdk } from './cdk.ts';
import { findFailedResource, type FailedResource } from './failed-resource.ts';

export interface DeployOptions {
  readonly client: CloudFormationClient;
  readonly definition: HeadwaterDefinition;
  /** The stacks' names, in the order they are deployed. */
  readonly stacks: readonly string[];
  /** The CDK's context, `name=value`. */
  readonly context: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * `cdk bootstrap` where it was never done, then `cdk deploy --all`.
 * @throws LocalCloudError COMMAND_FAILED with what the first failed resource said, if one did; INTERRUPTED; HeadwaterError HW_CONFIG for a handler
 */
export async function deploy({ client, definition, stacks, context, env, log, signal }: DeployOptions): Promise<void> {
  const { logs, root } = layoutAt();
  // The CDK says it too, but into its log.
  checkHandlers(definition, project().directory);
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
  const start = Date.now();
  try {
    await runCdk({ step: 'cdk deploy', text: 'deploying', args, env, logs, log, signal });
  } catch (error) {
    if (!(error instanceof LocalCloudError) || error.code !== 'COMMAND_FAILED') throw error;
    const failed = await findFailedResource(client, stacks, start);
    throw failed ? refused(failed, error, logs) : error;
  }
}

function refused(
  { stack, resource, type, reason }: FailedResource,
  cause: LocalCloudError,
  logs: string,
): LocalCloudError {
  const message = `The deploy failed at ${resource} (${type}) of ${stack}, and was rolled back:\n    ${reason}`;
  const next = `Mend that, and run the command again. All that the CDK said: ${join(logs, 'cdk-deploy.log')}`;
  return new LocalCloudError('COMMAND_FAILED', message, next, { cause });
}

async function isBootstrapped(client: CloudFormationClient): Promise<boolean> {
  return client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' })).then(
    ({ Stacks = [] }) => Stacks.some(({ StackStatus = '' }) => StackStatus.endsWith('_COMPLETE')),
    () => false,
  );
}
