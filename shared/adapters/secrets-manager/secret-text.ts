import { signedRequest, type Credentials } from './signed-request.ts';

export interface SecretsManagerOptions {
  readonly secretArn: string;
  /** A local cloud's. @default AWS_ENDPOINT_URL, or that of the secret's region */
  readonly endpoint?: string | undefined;
  readonly credentials?: Credentials | undefined;
}

/**
 * Reads a secret's text (API reference: GetSecretValue). One request in a cold start is no reason to bundle a client of its
 * own: the request is signed with what the other clients bring along.
 *
 * @throws Error with the service's own name for it: `ResourceNotFoundException`
 */
export async function secretText(
  { secretArn, endpoint, credentials }: SecretsManagerOptions,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS' = 'AWSCURRENT',
): Promise<string> {
  // arn:aws:secretsmanager:<region>:<account>:secret:<name>
  const region = secretArn.split(':')[3] ?? '';
  const body = { SecretId: secretArn, ...(stage !== 'AWSCURRENT' && { VersionStage: stage }) };
  const request = { service: 'secretsmanager', target: 'secretsmanager.GetSecretValue', version: '1.1' } as const;
  const answer = await signedRequest({ ...request, region, endpoint, credentials, body });
  const { SecretString } = answer as { SecretString?: string };
  return SecretString ?? '';
}
