import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { writeAlias } from '../../shared/adapters/opensearch/names.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
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

/** What adapters/opensearch sends to apply changes: it asks where to write, and writes. */
export function allowIndexing(caller: NodeFunction, { domainArn }: SearchAccess, entities: readonly Entity[]): void {
  if (domainArn === undefined) return;
  caller.allow(
    ['es:ESHttpGet'],
    entities.map(({ name }) => `${domainArn}/_alias/${writeAlias(name)}`),
  );
  caller.allow(['es:ESHttpPost'], [`${domainArn}/_bulk`]);
}

/** What adapters/opensearch sends to prepare: is it ready, what is there, the script, the indices. */
export function allowPreparing(caller: NodeFunction, { domainArn }: SearchAccess, entities: readonly Entity[]): void {
  if (domainArn === undefined) return;
  const aliases = entities.map(({ name }) => `${domainArn}/_alias/${writeAlias(name)}`);
  caller.allow(['es:ESHttpGet'], [`${domainArn}/_cluster/health`, ...aliases]);
  const put = ['es:ESHttpPut'];
  caller.allowWithin(put, domainArn, '/_scripts/headwater-apply-*', "The script's name ends in a hash of its text.");
  for (const { name } of entities) {
    caller.allowWithin(put, domainArn, `/${name}-*`, "An index's name ends in a number that a reindex counts up.");
  }
}
