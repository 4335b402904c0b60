/** The roles of deployed functions, by IAM's own API, and what the local cloud refused them. */
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../shared/adapters/secrets-manager/signed-request.ts';
import type { Pipeline } from './pipeline.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
}
interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
const signer = new SignatureV4({
  service: 'iam',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  sha256: Sha256,
});

export async function roleOf({ session }: Pipeline, functionName: string): Promise<string> {
  const asked = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const { Role = '' } = await session.clients.lambda.send(asked);
  return Role.split('/').at(-1) ?? '';
}

/** Does `work` while the role may not do this, and gives it back; @throws Error when the role never could */
export async function without(role: string, action: string, work: () => Promise<void>): Promise<void> {
  const policies = await policiesOf(role);
  const less = new Map([...policies].map(([name, document]) => [name, withoutAction(document, action)]));
  if (JSON.stringify([...less]) === JSON.stringify([...policies])) throw new Error(`${role} has no right ${action}`);
  try {
    await put(role, less);
    await work();
  } finally {
    await put(role, policies);
  }
}

/** How often the local cloud refused this action to the role, since it was started. */
export async function refusals(role: string, action: string): Promise<number> {
  const answer = await fetch(`${endpoint}/_headwater/authorization`);
  const { refused } = (await answer.json()) as {
    refused: readonly { principal: string; action: string; times: number }[];
  };
  return refused
    .filter((one) => one.action === action && one.principal.includes(`:assumed-role/${role}/`))
    .reduce((sum, { times }) => sum + times, 0);
}

function withoutAction(document: PolicyDocument, action: string): PolicyDocument {
  const left = document.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  }));
  return { ...document, Statement: left.filter(({ Action }) => Action.length > 0) };
}

async function policiesOf(role: string): Promise<ReadonlyMap<string, PolicyDocument>> {
  const names = [...(await iam('ListRolePolicies', { RoleName: role })).matchAll(/<member>([^<]+)<\/member>/g)];
  const documents = names.map(async ([, name = '']) => {
    const answer = await iam('GetRolePolicy', { RoleName: role, PolicyName: name });
    const text = /<PolicyDocument>([^<]+)<\/PolicyDocument>/.exec(answer)?.[1] ?? '';
    return [name, JSON.parse(decodeURIComponent(text)) as PolicyDocument] as const;
  });
  return new Map(await Promise.all(documents));
}

async function put(role: string, policies: ReadonlyMap<string, PolicyDocument>): Promise<void> {
  for (const [PolicyName, document] of policies) {
    await iam('PutRolePolicy', { RoleName: role, PolicyName, PolicyDocument: JSON.stringify(document) });
  }
}

/** One request in IAM's Query protocol; no client of IAM is installed. */
async function iam(Action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const { host, hostname, port, protocol } = new URL(endpoint);
  const body = new URLSearchParams({ Action, Version: '2010-05-08', ...parameters }).toString();
  const headers = { host, 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method: 'POST', protocol, hostname, port: Number(port), path: '/', headers, body };
  const signed = await signer.sign(request);
  const response = await fetch(endpoint, { method: 'POST', headers: signed.headers, body });
  if (!response.ok) throw new Error(`IAM refused ${Action}: ${await response.text()}`);
  return response.text();
}
