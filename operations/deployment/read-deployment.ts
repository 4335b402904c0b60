import { DescribeStacksCommand, type CloudFormationClient, type Output } from '@aws-sdk/client-cloudformation';
import type {
  AnalyticsOutput,
  BackfillOutput,
  BusOutput,
  ConsumerOutput,
  Deployment,
  NormalizerOutput,
  PolicyKeyOutput,
  SearchOutput,
  TableOutput,
} from '../../shared/runtime/deployment.ts';
import { OperationError } from '../operation-error.ts';

export interface DeploymentId {
  /** The definition's name. */
  readonly name: string;
  readonly stage: string;
  readonly region: string;
  /** Whose outputs say what the deployment consists of, where it is an app of one's own. @default `<name>-<stage>-pipeline` */
  readonly stack?: string | undefined;
}

function pipelineStack({ name, stage, stack }: Omit<DeploymentId, 'region'>): string {
  return stack ?? `${name}-${stage}-pipeline`;
}

/** Its stacks, in the order they are deployed. */
export function stackNames(id: Omit<DeploymentId, 'region'>): readonly string[] {
  const last = pipelineStack(id);
  return id.stack === undefined ? [`${id.name}-${id.stage}-stores`, last] : [last];
}

/** @returns undefined when this stage is not deployed, or not wholly */
export async function findDeployment(client: CloudFormationClient, id: DeploymentId): Promise<Deployment | undefined> {
  const outputs = await stackOutputs(client, pipelineStack(id));
  return outputs && deploymentOf(outputs, id);
}

/** @throws OperationError when this stage is not deployed */
export async function readDeployment(client: CloudFormationClient, id: DeploymentId): Promise<Deployment> {
  const deployment = await findDeployment(client, id);
  if (deployment) return deployment;
  throw new OperationError(
    `Stage ${id.stage} is not deployed here: there is no finished stack ${pipelineStack(id)}.`,
    '`npx headwater up` deploys to the local cloud, `npx cdk deploy --all` to AWS; --stage names another stage, --stack the stack of an app of your own.',
  );
}

/** Puts the stack's outputs together. @returns undefined when there is no bus among them: the deploy is not finished */
export function deploymentOf(outputs: readonly Output[], { stage, region }: DeploymentId): Deployment | undefined {
  const named = outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const);
  const all = (prefix: string): readonly unknown[] =>
    named.filter(([key]) => new RegExp(`^${prefix}[A-Z]`).test(key)).map(([, value]) => JSON.parse(value) as unknown);
  const one = (name: string): unknown => {
    const value = named.find(([key]) => key === name)?.[1];
    return value === undefined ? undefined : JSON.parse(value);
  };
  const bus = one('Bus') as BusOutput | undefined;
  if (!bus) return undefined;
  const search = one('Search') as SearchOutput | undefined;
  const analytics = one('Analytics') as AnalyticsOutput | undefined;
  const backfill = one('Backfill') as BackfillOutput | undefined;
  const policyKey = one('PolicyKey') as PolicyKeyOutput | undefined;
  return {
    stage,
    region,
    tables: all('Table') as readonly TableOutput[],
    normalizers: all('Normalizer') as readonly NormalizerOutput[],
    bus,
    consumers: all('Consumer') as readonly ConsumerOutput[],
    ...(search && { search }),
    ...(analytics && { analytics }),
    ...(policyKey && { policyKey }),
    ...(backfill && { backfill }),
  };
}

async function stackOutputs(client: CloudFormationClient, stack: string): Promise<readonly Output[] | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks[0]?.Outputs;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
