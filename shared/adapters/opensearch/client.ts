import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Client, type ClientOptions } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';

export type SearchClient = Client;

export interface SearchClientOptions {
  /** Milliseconds until a request counts as failed. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** Region to sign for. @default AWS_REGION, which Lambda and the AWS CLI set */
  readonly region?: string;
}

/**
 * A client for `https://...`, signed by IAM for Amazon OpenSearch Service, or for a plain `http://...` without signature.
 *
 * @throws Error when an https endpoint is given and no region is known.
 */
export function createSearchClient(endpoint: string, options: SearchClientOptions = {}): SearchClient {
  return new Client({
    node: endpoint,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    // Whoever calls retries: SQS for the indexer, the person for the command line. A hidden retry doubles the load of a
    // server that is already late.
    maxRetries: 0,
    // The only node is tried again with the next request; a ping of its own would say nothing more.
    resurrectStrategy: 'none',
    // A row may have an attribute called `__proto__`; rows are never merged into other objects.
    disablePrototypePoisoningProtection: true,
    ...(endpoint.startsWith('https:') ? signature(options.region ?? process.env['AWS_REGION']) : {}),
  });
}

function signature(region: string | undefined): ClientOptions {
  if (!region)
    throw new Error('AWS_REGION is not set: requests to an https endpoint of OpenSearch are signed for a region');
  return AwsSigv4Signer({ region, service: 'es', getCredentials: defaultProvider() });
}
