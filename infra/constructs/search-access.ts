import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { SearchOutput } from '../../shared/runtime/deployment.ts';
import type { NodeFunction } from './node-function.ts';
import type { DomainPlace } from './search-domain.ts';

/** `https://search-<domain>-<26 letters and digits>.<region>.es.amazonaws.com` */
const AWS_ENDPOINT = /^https:\/\/(?:search|vpc)-(?<domain>.+)-[a-z0-9]{26}\.(?<region>[a-z0-9-]+)\.es\.amazonaws\.com/;

/** Where OpenSearch is, and how a function is allowed to call it. */
export interface SearchAccess {
  readonly output: SearchOutput;
  /** Undefined for an OpenSearch outside AWS: there IAM has no say. */
  readonly domainArn?: string;
}

export function accessToDomain(domain: DomainPlace, scheme: 'http' | 'https'): SearchAccess {
  const output = { endpoint: `${scheme}://${domain.host}`, domainName: domain.domainName };
  return { output, domainArn: domain.domainArn };
}

export function accessToEndpoint(scope: Construct, endpoint: string): SearchAccess {
  const { domain, region } = AWS_ENDPOINT.exec(endpoint)?.groups ?? {};
  if (domain === undefined || region === undefined) return { output: { endpoint } };
  const domainArn = Stack.of(scope).formatArn({ service: 'es', region, resource: 'domain', resourceName: domain });
  return { output: { endpoint }, domainArn };
}

// The paths below are those of shared/adapters/opensearch, which infra must not load: test/infra/search-requests.test.ts
// holds them against what it really sends. A path that is missing here shows on AWS only, as a 403.

/** What is sent to apply changes: where to write, and the writes. */
export function allowIndexing(caller: NodeFunction, { domainArn }: SearchAccess, entities: readonly Entity[]): void {
  if (domainArn === undefined) return;
  caller.allow(['es:ESHttpGet'], writeAliases(domainArn, entities));
  caller.allow(['es:ESHttpPost'], [`${domainArn}/_bulk`]);
}

/** What is sent to prepare: is it ready, what is there, the script, the indices. */
export function allowPreparing(caller: NodeFunction, { domainArn }: SearchAccess, entities: readonly Entity[]): void {
  if (domainArn === undefined) return;
  const made = entities.flatMap(({ name }) =>
    ['_mapping', '_settings'].map((part) => `${domainArn}/${name}-write/${part}`),
  );
  caller.allow(['es:ESHttpGet'], [`${domainArn}/_cluster/health`, ...writeAliases(domainArn, entities), ...made]);
  const readAliases = entities.map(({ name }) => `${domainArn}/_alias/${name}`);
  caller.allow(['es:ESHttpGet'], readAliases);
  const put = ['es:ESHttpPut'];
  const get = ['es:ESHttpGet'];
  caller.allowWithin(put, domainArn, '/_scripts/headwater-apply-*', "The script's name ends in a hash of its text.");
  for (const { name } of entities) {
    const numbered = "An index's name ends in a number that a reindex counts up.";
    caller.allowWithin(put, domainArn, `/${name}-*`, numbered);
    for (const part of ['_alias', '_settings']) caller.allowWithin(get, domainArn, `/${name}-*/${part}`, numbered);
  }
}

/** What is sent to remove tombstones: nothing but that, in the entities' own indices. */
export function allowPurging(caller: NodeFunction, { domainArn }: SearchAccess, entities: readonly Entity[]): void {
  if (domainArn === undefined) return;
  const paths = entities.map(({ name }) => `${domainArn}/${name}-write/_delete_by_query`);
  caller.allow(['es:ESHttpPost'], paths);
}

/** What is sent to draw documents and to look at some of them: reads only. */
export function allowAuditing(caller: NodeFunction, { domainArn }: SearchAccess, entities: readonly Entity[]): void {
  if (domainArn === undefined) return;
  const paths = entities.flatMap(({ name }) => [`${name}-write/_refresh`, `${name}-write/_search`, `${name}/_mget`]);
  caller.allow(
    ['es:ESHttpPost'],
    paths.map((path) => `${domainArn}/${path}`),
  );
}

function writeAliases(domainArn: string, entities: readonly Entity[]): string[] {
  return entities.map(({ name }) => `${domainArn}/_alias/${name}-write`);
}
