import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { SearchOutput } from '../../shared/runtime/deployment.ts';
import type { NodeFunction } from './node-function.ts';
import type { SearchDomain } from './search-domain.ts';

/** `https://search-<domain>-<26 letters and digits>.<region>.es.amazonaws.com` */
const AWS_ENDPOINT = /^https:\/\/(?:search|vpc)-(?<domain>.+)-[a-z0-9]{26}\.(?<region>[a-z0-9-]+)\.es\.amazonaws\.com/;

/** Where OpenSearch is, and how a function is allowed to call it. */
export interface SearchAccess {
  readonly output: SearchOutput;
  /** Undefined for an OpenSearch outside AWS: there IAM has no say. */
  readonly domainArn?: string;
}

export function accessToDomain(domain: SearchDomain, scheme: 'http' | 'https'): SearchAccess {
  const output = { endpoint: `${scheme}://${domain.host}`, domainName: domain.domainName };
  return { output, domainArn: domain.domainArn };
}

export function accessToEndpoint(scope: Construct, endpoint: string): SearchAccess {
  const { domain, region } = AWS_ENDPOINT.exec(endpoint)?.groups ?? {};
  if (domain === undefined || region === undefined) return { output: { endpoint } };
  const domainArn = Stack.of(scope).formatArn({ service: 'es', region, resource: 'domain', resourceName: domain });
  return { output: { endpoint }, domainArn };
}

/** What a function may send: method -> paths, `*` for any part of one. */
export type SearchRequests = Readonly<Partial<Record<'Get' | 'Head' | 'Post' | 'Put', readonly string[]>>>;

export function allowSearch(caller: NodeFunction, { domainArn }: SearchAccess, requests: SearchRequests): void {
  if (domainArn === undefined) return;
  for (const [method, paths] of Object.entries(requests)) {
    caller.allow(
      [`es:ESHttp${method}`],
      paths.map((path) => `${domainArn}${path}`),
    );
  }
}
