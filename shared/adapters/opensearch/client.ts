/**
 * The transport of @opensearch-project/opensearch (connections, timeouts, errors, signature) without its `Client`: that
 * loads the whole generated API, 213 KB and a third of the package's cold start, of which Headwater calls nothing by name.
 */
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import connectionModule from '@opensearch-project/opensearch/lib/Connection.js';
import { ConnectionPool } from '@opensearch-project/opensearch/lib/pool/index.js';
import serializerModule from '@opensearch-project/opensearch/lib/Serializer.js';
import transportModule from '@opensearch-project/opensearch/lib/Transport.js';

// These files are CommonJS: `module.exports` is the class itself, while their types speak of a default export.
const Connection = connectionModule as unknown as typeof connectionModule.default;
const Serializer = serializerModule as unknown as typeof serializerModule.default;
const Transport = transportModule as unknown as typeof transportModule.default;

type Signer = ReturnType<typeof AwsSigv4Signer>;

/** What the adapter needs of a client; the package's own `Client` is one, too. */
export interface SearchClient {
  readonly transport: {
    request(params: TransportRequest): PromiseLike<{ readonly body: unknown }>;
  };
  close(): Promise<void>;
}

export interface TransportRequest {
  method: string;
  path: string;
  querystring?: Record<string, string | number | boolean>;
  body?: object;
  /** Sent as it is: the package takes bytes, too, though its types do not say so. */
  bulkBody?: Buffer;
}

export interface SearchClientOptions {
  /** Milliseconds until a request counts as failed. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** Region to sign for. @default AWS_REGION, which Lambda and the AWS CLI set */
  readonly region?: string;
  /** Whom to sign for. @default the SDK's own: a function's role, the environment, a profile */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * A client for `https://...`, signed by IAM for Amazon OpenSearch Service, or for a plain `http://...` of this machine, signed
 * when there are keys: an OpenSearch that checks no signature ignores it.
 *
 * @throws Error when an https endpoint is given and no region is known.
 */
export function createSearchClient(endpoint: string, options: SearchClientOptions = {}): SearchClient {
  const signed =
    endpoint.startsWith('https:') || (isOfThisMachine(endpoint) && hasKeys(options)) ? signature(options) : undefined;
  const emit = (): boolean => false;
  const connectionPool = new ConnectionPool({
    Connection: signed?.Connection ?? Connection,
    emit,
    // The only node is tried again with the next request; a ping of its own would say nothing more.
    resurrectStrategy: 'none',
  });
  connectionPool.addConnection(endpoint);
  const transport = new (signed?.Transport ?? Transport)({
    connectionPool,
    emit,
    // A row may have an attribute called `__proto__`; rows are never merged into other objects.
    serializer: new Serializer({ disablePrototypePoisoningProtection: true, enableLongNumeralSupport: false }),
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    // Whoever calls retries: SQS for the indexer, the person for the command line. A hidden retry doubles the load of a
    // server that is already late.
    maxRetries: 0,
    sniffEndpoint: '',
  });
  const close = (): Promise<void> => new Promise((closed) => connectionPool.empty(closed));
  return { transport, close };
}

/** What is signed for another machine goes there encrypted, or not at all. */
function isOfThisMachine(endpoint: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(endpoint)?.hostname ?? '');
}

/** Given ones, or a role's session: a local cloud may ask who calls, as AWS does. */
function hasKeys({ credentials, region = process.env['AWS_REGION'] }: SearchClientOptions): boolean {
  return region !== undefined && (credentials !== undefined || process.env['AWS_ACCESS_KEY_ID'] !== undefined);
}

function signature({ credentials, region = process.env['AWS_REGION'] }: SearchClientOptions): Signer {
  if (!region) {
    throw new Error('AWS_REGION is not set: requests to an https endpoint of OpenSearch are signed for a region');
  }
  const getCredentials = credentials ? () => Promise.resolve(credentials) : defaultProvider();
  return AwsSigv4Signer({ region, service: 'es', getCredentials });
}
