import { randomUUID } from 'node:crypto';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, type Credentials } from '@aws-sdk/client-sts';
import { until } from '../../support/until.ts';
import { cloudFormation, region, sts } from './clients.ts';
import { accountId, afterwards, present, uniqueName } from './scene.ts';

export interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[] | object;
}

export interface Role {
  readonly arn: string;
  /** What the stack of the role made besides it, by the name of the output. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The role has these rights from now on, and no others. */
  change(statements: readonly Statement[]): Promise<void>;
  /** SDK settings of a session of this role. */
  session(): Promise<Session>;
}

export interface Session {
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
}

/** A role of functions and of this account, made by a stack, with what else the stack is to make. */
export async function createRole(
  statements: readonly Statement[],
  besides: { readonly Resources: object; readonly Outputs: object } = { Resources: {}, Outputs: {} },
): Promise<Role> {
  const stack = uniqueName('role');
  const account = await accountId();
  const template = (rights: readonly Statement[]): string => JSON.stringify(templateOf(account, rights, besides));
  const Capabilities = ['CAPABILITY_IAM' as const];
  afterwards(() => cloudFormation.send(new DeleteStackCommand({ StackName: stack })));
  await cloudFormation.send(
    new CreateStackCommand({ StackName: stack, TemplateBody: template(statements), Capabilities }),
  );
  const outputs = await outputsOf(stack, 'CREATE_COMPLETE');
  const arn = present(outputs['RoleArn'], 'the ARN of a role');
  return {
    arn,
    outputs,
    async change(rights) {
      await cloudFormation.send(
        new UpdateStackCommand({ StackName: stack, TemplateBody: template(rights), Capabilities }),
      );
      await outputsOf(stack, 'UPDATE_COMPLETE');
    },
    session: async () => ({ region, credentials: await assume(arn) }),
  };
}

function templateOf(
  account: string,
  rights: readonly Statement[],
  besides: { readonly Resources: object; readonly Outputs: object },
): object {
  const trust = { Service: 'lambda.amazonaws.com', AWS: `arn:aws:iam::${account}:root` };
  return {
    Resources: {
      ...besides.Resources,
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: policy([{ Effect: 'Allow', Principal: trust, Action: 'sts:AssumeRole' }]),
        },
      },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'rights',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: policy(rights.map((right) => ({ Effect: 'Allow', ...right }))),
        },
      },
    },
    Outputs: { ...besides.Outputs, RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  };
}

function policy(statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

async function outputsOf(stack: string, wanted: string): Promise<Readonly<Record<string, string>>> {
  return until(`stack ${stack} is ${wanted}`, async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const { StackStatus = '', StackStatusReason, Outputs = [] } = present(Stacks?.at(0), `stack ${stack}`);
    if (/ROLLBACK|FAILED/.test(StackStatus)) throw new Error(`${stack}: ${StackStatusReason}`);
    if (StackStatus !== wanted) return undefined;
    return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  });
}

async function assume(arn: string): Promise<Session['credentials']> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: `contract-${randomUUID().slice(0, 8)}` }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken }: Partial<Credentials> = Credentials ?? {};
  return {
    accessKeyId: present(AccessKeyId, 'an access key'),
    secretAccessKey: present(SecretAccessKey, 'a secret key'),
    sessionToken: present(SessionToken, 'a session token'),
  };
}
