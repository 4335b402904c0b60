/** What is nobody's bug is never told as one: errors of the real classes, or made by the real thing. */
import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeTableCommand, DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { ResponseError } from '@opensearch-project/opensearch/lib/errors.js';
import { describe, expect, test } from 'vitest';
import { COMMAND_CODES } from '../../../operations/failures.ts';
import { CommandError, knownFailure } from '../../../cli/errors.ts';
import { OperationError } from '../../../operations/operation-error.ts';
import { createSearchClient } from '../../../shared/adapters/opensearch/client.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

function service(name: string, httpStatusCode = 400): Error {
  return new DynamoDBServiceException({ name, message: 'said so', $fault: 'client', $metadata: { httpStatusCode } });
}

function search(statusCode: number, type: string): Error {
  const body = { error: { type, reason: 'said so' }, status: statusCode };
  return new ResponseError({ body, statusCode, headers: {}, warnings: null, meta: {} as never });
}

function system(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: said so`), { code, ...(path !== undefined && { path }) });
}

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('errors by their names', () => {
  test.each<[string, Error]>([
    ...['ThrottlingException', 'ProvisionedThroughputExceededException', 'TooManyRequestsException', 'SlowDown'].map(
      (name): [string, Error] => ['HW_THROTTLED', service(name)],
    ),
    ['HW_THROTTLED', service('Unheard', 429)],
    ['HW_RESOURCE_GONE', service('ResourceNotFoundException')],
    ['HW_RESOURCE_GONE', service('NoSuchBucket', 404)],
    ['HW_RESOURCE_GONE', service('QueueDoesNotExist')],
    ['HW_RESOURCE_GONE', search(404, 'index_not_found_exception')],
    ['HW_INDEX_CLOSED', search(400, 'index_closed_exception')],
    ['HW_INDEX_CLOSED', search(403, 'cluster_block_exception')],
    ['HW_THROTTLED', search(429, 'rejected_execution_exception')],
    ['HW_SERVICE_FAILED', search(503, 'unheard')],
    ['HW_SERVICE_FAILED', service('InternalServerError', 500)],
    ['HW_SERVICE_FAILED', service('Unheard', 503)],
    ['HW_CREDENTIALS', service('ExpiredTokenException')],
    ['HW_CREDENTIALS', service('UnrecognizedClientException')],
    ['HW_CREDENTIALS', service('SignatureDoesNotMatch', 403)],
    [
      'HW_CREDENTIALS',
      Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
    ],
    ['HW_CLOCK', service('RequestTimeTooSkewed', 403)],
    ['HW_ACCESS_DENIED', service('AccessDeniedException')],
    ['HW_ACCESS_DENIED', service('AccessDenied', 403)],
    ['HW_DISK_FULL', system('ENOSPC')],
    ['HW_DISK_FULL', system('EFBIG')],
    ['HW_FILE', system('EROFS', '/x')],
    ['HW_FILE', system('EACCES', '/x')],
    ['HW_TOO_MANY_FILES', system('EMFILE')],
    ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'].map(
      (code): [string, Error] => ['HW_UNREACHABLE', new TypeError('fetch failed', { cause: system(code) })],
    ),
    ['HW_UNREACHABLE', new AggregateError([system('ECONNREFUSED')])],
    ['HW_MEMORY', new Error('Out of Memory Error: could not allocate block of size 256.0 KiB')],
    ['HW_DISK_FULL', new Error('IO Error: Could not write file "/tmp/x": No space left on device')],
    ['HW_PROGRAM_MISSING', system('ERR_MODULE_NOT_FOUND')],
    ['HW_INTERRUPTED', new DOMException('aborted', 'AbortError')],
    ['HW_COMMAND', new CommandError('No.', 'Do.')],
    ['HW_COMMAND', new OperationError('No.', 'Do.')],
    ['HW_SEARCH_UNAVAILABLE', new HeadwaterError('HW_SEARCH_UNAVAILABLE', 'no answer')],
  ])('%s: %s', (code, error) => {
    const known = knownFailure(error);
    expect(known?.code).toBe(code);
    expect(known?.next).toMatch(/\.$/);
  });

  test.each([
    new TypeError('x is not a function'),
    new RangeError('Invalid array length'),
    service('ValidationException'),
    'x',
    undefined,
  ])('a bug stays a bug: %s', (error) => {
    expect(knownFailure(error)).toBeUndefined();
  });

  test('what lies beneath says what to do', () => {
    const full = new HeadwaterError('HW_BUCKET_UNAVAILABLE', 'not read', { cause: service('NoSuchBucket', 404) });
    expect(knownFailure(full)).toMatchObject({ code: 'HW_BUCKET_UNAVAILABLE' });
    expect(knownFailure(full)?.next).toContain('npx headwater status');
    const away = new HeadwaterError('HW_SEARCH_UNAVAILABLE', 'no answer', { cause: system('ECONNREFUSED') });
    expect(knownFailure(away)?.next).toContain('Is it running?');
    const noIndex = new HeadwaterError('HW_SEARCH_NOT_READY', 'none', {
      cause: search(404, 'index_not_found_exception'),
    });
    expect(knownFailure(noIndex)?.next).toContain('search-setup');
    const closed = new HeadwaterError('HW_SEARCH_NOT_READY', 'none', { cause: system('index_closed_exception') });
    expect(knownFailure(closed)?.next).toContain('_open');
  });
});

describe('the real thing', () => {
  const directory = mkdtempSync(join(tmpdir(), 'headwater-failures-'));

  test.each<[string, () => unknown]>([
    ['HW_FILE', () => readFileSync(join(directory, 'none'))],
    ['HW_FILE', () => readFileSync(directory)],
    ['HW_FILE', () => writeFileSync('/proc/version', 'x')],
    ['HW_DISK_FULL', () => writeFileSync('/dev/full', 'x')],
    ['HW_PROGRAM_MISSING', () => promisify(execFile)('no-such-program')],
    ['HW_PROGRAM_MISSING', () => import(join(directory, 'none.ts'))],
    ['HW_UNREACHABLE', () => fetch('http://127.0.0.1:9')],
    ['HW_UNREACHABLE', () => fetch('http://no-such-host.invalid')],
    [
      'HW_UNREACHABLE',
      () =>
        new DynamoDBClient({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', credentials, maxAttempts: 1 }).send(
          new DescribeTableCommand({ TableName: 'x' }),
        ),
    ],
    ['HW_UNREACHABLE', () => createSearchClient('http://127.0.0.1:9').transport.request({ method: 'GET', path: '/' })],
  ])('%s %#', async (code, work) => {
    expect(knownFailure(await thrownBy(work))?.code).toBe(code);
  });

  test('too many open files', async () => {
    const script = `const { openSync } = require('node:fs'); const { createRequire } = require('node:module');
      try { for (;;) openSync('/dev/null', 'r'); } catch (error) { console.log(error.code); }`;
    const { stdout } = await promisify(execFile)('sh', ['-c', `ulimit -n 64 && node -e "$0"`, script]);
    expect(knownFailure(system(stdout.trim()))?.code).toBe('HW_TOO_MANY_FILES');
  });

  test('a page of a proxy, to DynamoDB and to S3', async () => {
    const server = createServer((_, answer) => {
      answer
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!DOCTYPE html><html><body>Please sign in</body></html>');
    }).listen(0);
    const settings = {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    };
    try {
      const table = await thrownBy(() =>
        new DynamoDBClient(settings).send(new DescribeTableCommand({ TableName: 'x' })),
      );
      expect(knownFailure(table)?.code).toBe('HW_NOT_THE_CLOUD');
      await new S3Client(settings).send(new ListBucketsCommand({})).catch((error: unknown) => {
        expect(knownFailure(error)?.code).toBe('HW_NOT_THE_CLOUD');
      });
    } finally {
      server.close();
    }
  });

  test('DuckDB: a damaged Parquet file, too little memory, no statement', async () => {
    const damaged = join(directory, 'damaged.parquet');
    closeSync(openSync(damaged, 'w'));
    writeFileSync(damaged, 'no parquet at all');
    const connection = await (
      await DuckDBInstance.create(':memory:', { memory_limit: '5MB', temp_directory: '' })
    ).connect();

    const file = await thrownBy(() => connection.run(`SELECT * FROM read_parquet('${damaged}')`));
    expect(knownFailure(file)?.code).toBe('HW_DAMAGED');
    const memory = await thrownBy(() => connection.run('SELECT list(a.range ORDER BY random()) FROM range(3000000) a'));
    expect(knownFailure(memory)?.code).toBe('HW_MEMORY');
    connection.closeSync();
  });
});

test('docs/errors.md lists the codes of the command line', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  expect(COMMAND_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});
