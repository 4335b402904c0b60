/**
 * Failures that are nobody's bug: of the network, the cloud, its data, credentials, the disk. An error is known by its name
 * or code, which the AWS SDK, the client of OpenSearch, Node and DuckDB keep stable; their messages are for people.
 */

/** The codes that `--json` has for failures of the command line; docs/errors.md lists them. */
export const COMMAND_CODES = [
  'HW_BUG',
  'HW_COMMAND',
  'HW_INTERRUPTED',
  'HW_LOCAL_CLOUD',
  'HW_UNREACHABLE',
  'HW_NOT_THE_CLOUD',
  'HW_CREDENTIALS',
  'HW_REGION',
  'HW_ACCESS_DENIED',
  'HW_CLOCK',
  'HW_RESOURCE_GONE',
  'HW_INDEX_CLOSED',
  'HW_THROTTLED',
  'HW_SERVICE_FAILED',
  'HW_DISK_FULL',
  'HW_FILE',
  'HW_TOO_MANY_FILES',
  'HW_PROGRAM_MISSING',
  'HW_MEMORY',
  'HW_DAMAGED',
] as const;

export type CommandCode = (typeof COMMAND_CODES)[number];

export interface FailureKind {
  readonly code: CommandCode;
  readonly what: string;
  readonly next: string;
  /** Error names, codes and types. */
  readonly names?: readonly string[];
  /** For what has no name of its own. A kind without names goes first, others after the names of all kinds. */
  readonly message?: RegExp;
  readonly statuses?: readonly number[];
}

const KINDS: readonly FailureKind[] = [
  {
    code: 'HW_DISK_FULL',
    what: 'The disk is full, or a file grew beyond its limit',
    next: 'Free some space (`npx headwater down --purge` removes the local cloud with its data), then run the command again.',
    names: ['ENOSPC', 'EDQUOT', 'EFBIG'],
    message: /No space left on device|disk quota exceeded|File too large/i,
  },
  {
    code: 'HW_TOO_MANY_FILES',
    what: 'This machine lets a process open no more files',
    next: 'Raise the limit (`ulimit -n 4096`), then run the command again.',
    names: ['EMFILE', 'ENFILE'],
  },
  {
    code: 'HW_MEMORY',
    what: 'There is not enough memory for this',
    next: 'Ask for less at a time: one entity, or a shorter range; or use a machine with more memory.',
    names: ['ERR_MEMORY_ALLOCATION_FAILED', 'ENOMEM'],
    message: /^Out of Memory Error:|std::bad_alloc/,
  },
  {
    code: 'HW_UNREACHABLE',
    what: 'The cloud does not answer',
    next: 'Is it running? `npx headwater status` looks; `npx headwater up` starts the local one. On AWS: network, VPN, proxy.',
    names: [
      ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE'],
      ...['ECONNABORTED', 'EPROTO', 'TimeoutError', 'RequestTimeout', 'ConnectionError', 'NoLivingConnectionsError'],
      ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_SOCKET'],
      ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
      ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ...['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'HPE_INVALID_CONSTANT', 'UnknownEndpoint'],
    ],
    message: /socket hang up|^fetch failed$/,
  },
  {
    code: 'HW_CREDENTIALS',
    what: 'AWS knows no valid credentials',
    next: 'Sign in (`aws sso login`) or set AWS_PROFILE, or leave --aws out to use the local cloud.',
    names: [
      ...['CredentialsProviderError', 'TokenProviderError', 'ExpiredToken', 'ExpiredTokenException'],
      ...['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'MissingAuthenticationToken'],
      ...['MissingAuthenticationTokenException', 'SignatureDoesNotMatch', 'IncompleteSignature', 'InvalidToken'],
      ...['AuthFailure', 'InvalidSignatureException', 'InvalidIdentityToken', 'CredentialUnavailable'],
    ],
    message: /^Could not load credentials/,
  },
  {
    code: 'HW_CLOCK',
    what: "This machine's clock is wrong, and AWS refuses its requests",
    next: 'Set the clock (for example by NTP), then run the command again.',
    names: ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'],
  },
  {
    code: 'HW_REGION',
    what: 'No AWS region is set',
    next: 'Set AWS_REGION, or a region in the profile.',
    message: /^Region is missing/,
  },
  {
    code: 'HW_ACCESS_DENIED',
    what: 'These credentials may not do that',
    next: 'Use a role that may read the stacks, queues and tables of this stage: docs/security.md lists what a command needs.',
    names: [
      ...['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError', 'NotAuthorized'],
      ...['KMSAccessDeniedException', 'AllAccessDisabled', 'OptInRequired'],
    ],
  },
  {
    code: 'HW_RESOURCE_GONE',
    what: 'Something that the deployment names is not there any more',
    next: '`npx headwater status` names all that is gone. A deploy does not make it again: docs/runbook.md says how it comes back.',
    names: [
      ...['ResourceNotFoundException', 'ResourceNotFound', 'TableNotFoundException', 'NoSuchBucket', 'NoSuchKey'],
      ...['QueueDoesNotExist', 'QueueDeletedRecently', 'AWS.SimpleQueueService.NonExistentQueue'],
      ...['TrimmedDataAccessException', 'StateMachineDoesNotExist', 'index_not_found_exception'],
    ],
  },
  {
    code: 'HW_INDEX_CLOSED',
    what: 'A search index is closed or blocked',
    next: 'Open it (`POST /<index>/_open`), or lift its block: OpenSearch blocks writes when its disk is nearly full.',
    names: ['index_closed_exception', 'cluster_block_exception'],
  },
  {
    code: 'HW_THROTTLED',
    what: 'The cloud takes no more requests at the moment',
    next: 'Wait a minute, then run the command again: what is done stays done.',
    names: [
      ...['ThrottlingException', 'Throttling', 'ThrottledException', 'RequestThrottled', 'RequestThrottledException'],
      ...['ProvisionedThroughputExceededException', 'TooManyRequestsException', 'RequestLimitExceeded', 'SlowDown'],
      ...['LimitExceededException', 'BandwidthLimitExceeded', 'OverLimit', 'circuit_breaking_exception'],
      ...['rejected_execution_exception', 'TransactionInProgressException', 'KMSThrottlingException'],
    ],
    statuses: [429],
  },
  {
    code: 'HW_SERVICE_FAILED',
    what: 'The cloud failed at this request',
    next: 'Wait a minute, then run the command again: what is done stays done. If it goes on, look at the health of the service.',
    names: [
      'InternalServerError',
      'InternalFailure',
      'InternalError',
      'ServiceUnavailable',
      'ServiceUnavailableException',
    ],
    statuses: [500, 502, 503, 504],
  },
  {
    code: 'HW_NOT_THE_CLOUD',
    what: 'What answered is not the cloud',
    next: 'Look at the endpoint and at a proxy between (HTTPS_PROXY, a login page of a network).',
    message: /Deserialization error|^Unexpected token '<'|DOCTYPE html/i,
  },
  {
    code: 'HW_PROGRAM_MISSING',
    what: 'A part of this installation is missing',
    next: 'Run `npm ci`, then the command again.',
    names: ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'],
  },
  {
    code: 'HW_PROGRAM_MISSING',
    what: 'A program is not installed',
    next: 'Install it, or put it on the PATH, then run the command again.',
    message: /^spawn \S+ ENOENT$/,
  },
  {
    code: 'HW_DAMAGED',
    what: 'A file of the analytics copy cannot be read',
    next: 'Run the command again. If it goes on, remove `.local/analytics` (it is read from S3 anew), then look at the object.',
    message: /^(?:IO|Invalid|Serialization) Error: .*(?:parquet|magic|metadata|footer)|No magic bytes found/is,
  },
  {
    code: 'HW_FILE',
    what: 'A file cannot be read or written',
    next: 'Look at the path and at its permissions, then run the command again.',
    names: [
      ...['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'ENAMETOOLONG', 'EBUSY'],
      ...['ELOOP', 'EXDEV', 'ETXTBSY', 'EIO'],
    ],
    message: /^(?:IO|Permission) Error:/,
  },
];

/** @returns undefined for what may be a bug */
export function failureKind(error: Error): FailureKind | undefined {
  const chain = chainOf(error);
  const names = new Set(chain.flatMap(namesOf));
  const statuses = new Set(chain.map(statusOf));
  return (
    KINDS.find((kind) => kind.message && !kind.names && chain.some(({ message }) => kind.message?.test(message))) ??
    KINDS.find((kind) => kind.names?.some((name) => names.has(name))) ??
    KINDS.find((kind) => chain.some(({ message }) => kind.message?.test(message))) ??
    KINDS.find((kind) => kind.statuses?.some((status) => statuses.has(status)))
  );
}

/** The error with its causes, those of an AggregateError too. */
function chainOf(error: Error, depth = 0): readonly Error[] {
  const together: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const inner = [...together, error.cause].filter((cause) => cause instanceof Error && depth < 8) as readonly Error[];
  return [error, ...inner.flatMap((cause) => chainOf(cause, depth + 1))];
}

/** Beside its name the code of Node and of older services, and what OpenSearch calls it. */
function namesOf(error: Error): readonly unknown[] {
  const { code, Code, body } = error as { code?: unknown; Code?: unknown; body?: unknown };
  const answered = (body as { error?: { type?: unknown; caused_by?: { type?: unknown } } } | undefined)?.error;
  return [error.name, code, Code, answered?.type, answered?.caused_by?.type];
}

function statusOf(error: Error): number | undefined {
  const { $metadata, statusCode } = error as { $metadata?: { httpStatusCode?: number }; statusCode?: number };
  return $metadata?.httpStatusCode ?? statusCode;
}
