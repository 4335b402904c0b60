/** What a deploy to AWS needs: credentials, a region, the CDK's bootstrap stack. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { bad, none, ok, type Finding } from './finding.ts';

export interface AccountOptions {
  /** Whether AWS is meant: what is missing is a fault then. */
  readonly aws: boolean;
  /** Of a cloud in AWS's place, from AWS_ENDPOINT_URL. */
  readonly endpoint?: string | undefined;
}

/** What the DefaultStackSynthesizer of aws-cdk-lib 2.276 asks for (its MIN_BOOTSTRAP_STACK_VERSION). */
const LEAST_BOOTSTRAP = 6;
const PATIENCE_MS = 5_000;

export async function accountFindings({ aws, endpoint }: AccountOptions): Promise<readonly Finding[]> {
  if (!aws) {
    const next = 'npx headwater doctor --aws looks at credentials, region and bootstrap.';
    return [none('account', 'not asked: the local cloud needs none', next)];
  }
  const region = await regionFinding();
  const credentials = await credentialsFinding(region.state === 'ok' ? region.text : 'us-east-1', endpoint);
  if (region.state !== 'ok' || credentials.state !== 'ok') return [region, credentials];
  return [region, credentials, await bootstrapFinding(region.text, endpoint)];
}

async function regionFinding(): Promise<Finding> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  try {
    return ok('region', await new CloudFormationClient({}).config.region());
  } catch {
    return bad(
      'region',
      'no AWS region is set',
      'Set AWS_REGION, or a region in the profile: aws configure set region <region>.',
    );
  }
}

async function credentialsFinding(region: string, endpoint: string | undefined): Promise<Finding> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region, ...(endpoint !== undefined && { endpoint }), maxAttempts: 1 });
  try {
    const { Arn = '' } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: patience() });
    // The account's number is nobody's business in a log.
    return ok('credentials', `they are those of ${Arn.replace(/:\d{12}:/, ':...:')}`);
  } catch (error) {
    return credentialsFault(error);
  } finally {
    client.destroy();
  }
}

function credentialsFault(error: unknown): Finding {
  const name = error instanceof Error ? error.name : '';
  const what = error instanceof Error && error.message !== '' ? error.message : name;
  if (name === 'CredentialsProviderError') {
    return bad(
      'credentials',
      'there are none',
      'Set AWS_PROFILE to a profile that has some, or sign in: aws sso login.',
    );
  }
  if (/Expired|InvalidClientTokenId|SignatureDoesNotMatch|AccessDenied|UnrecognizedClient/.test(name)) {
    return bad(
      'credentials',
      `AWS refuses them (${name})`,
      'Sign in again (aws sso login), or take another AWS_PROFILE.',
    );
  }
  return bad('credentials', `AWS did not answer (${what})`, 'Look at the network, a proxy, and AWS_ENDPOINT_URL.');
}

async function bootstrapFinding(region: string, endpoint: string | undefined): Promise<Finding> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ region, ...(endpoint !== undefined && { endpoint }), maxAttempts: 1 });
  try {
    const version = await bootstrapVersion(client);
    if (version >= LEAST_BOOTSTRAP) return ok('bootstrap', `version ${version} in ${region}`);
    return bad('bootstrap', `version ${version} is too old`, 'npx cdk bootstrap makes it new.');
  } catch (error) {
    const what = error instanceof Error ? error.message : '';
    if (/does not exist/.test(what)) {
      return bad(
        'bootstrap',
        `${region} has no CDKToolkit stack`,
        'npx cdk bootstrap makes it, once per account and region.',
      );
    }
    return bad(
      'bootstrap',
      `it could not be read (${what})`,
      'Allow cloudformation:DescribeStacks for the stack CDKToolkit.',
    );
  } finally {
    client.destroy();
  }
}

async function bootstrapVersion(client: CloudFormationClient): Promise<number> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }), {
    abortSignal: patience(),
  });
  const outputs = Stacks[0]?.Outputs ?? [];
  return Number(outputs.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue ?? 0);
}

function patience(): AbortSignal {
  return AbortSignal.timeout(PATIENCE_MS);
}
