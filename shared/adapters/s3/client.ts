import { S3Client } from '@aws-sdk/client-s3';

/** Longest wait for a connection and for a response's start, in ms: a put that hangs is better tried again. */
const CONNECTION_TIMEOUT = 2_000;
const REQUEST_TIMEOUT = 10_000;

/**
 * Region and credentials come from the environment, as on Lambda.
 * @param endpoint a local cloud's, such as `http://127.0.0.1:4566`; AWS when it is undefined.
 */
export function createS3Client(
  endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'],
): S3Client {
  const timeouts = {
    connectionTimeout: CONNECTION_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    // Without it the SDK only logs a warning and waits on.
    throwOnRequestTimeout: true,
  };
  // Local clouds have no host name per bucket.
  return new S3Client({ requestHandler: timeouts, ...(endpoint && { endpoint, forcePathStyle: true }) });
}
