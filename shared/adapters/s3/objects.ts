/** What every store in S3 does with objects: list them, remove them, and tell what went wrong. */
import { DeleteObjectsCommand, paginateListObjectsV2, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { chunks } from '../../domain/delivery/chunks.ts';
import { HeadwaterError, type ErrorCode } from '../../domain/errors.ts';

export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  /** Epoch milliseconds, by the clock of S3. */
  readonly modified: number;
}

/** What S3 answers when another put has won (API reference, PutObject, conditional writes). */
export const OVERTAKEN: ReadonlySet<number | undefined> = new Set([409, 412]);

/** DeleteObjects takes 1,000 keys. */
const DELETES = 1_000;

/** @param wanted what is not is let go of page by page: a listing can be of millions. @default all */
export async function listObjects(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  wanted: (object: S3Object) => boolean = () => true,
): Promise<readonly S3Object[]> {
  const objects: S3Object[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key: key, Size: bytes = 0, LastModified } of Contents) {
      const object = key !== undefined && { key, bytes, modified: LastModified?.getTime() ?? 0 };
      if (object && wanted(object)) objects.push(object);
    }
  }
  return objects;
}

/** Objects that are not there count as removed. @throws HeadwaterError of this code that names the first that S3 left */
export async function removeObjects(
  client: S3Client,
  Bucket: string,
  keys: readonly string[],
  code: ErrorCode,
): Promise<void> {
  for (const some of chunks(keys, () => 0, { count: DELETES, bytes: Infinity })) {
    const Objects = some.map((Key) => ({ Key }));
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    // Told per key, with status 200: unread, an object that may not be deleted would count as gone.
    const [first] = Errors;
    if (first) throw new HeadwaterError(code, `${first.Key ?? ''} was not deleted: ${first.Code ?? ''}`);
  }
}

/** @throws HeadwaterError for whatever fails. S3's own words are safe to show; any other error's could hold a value. */
export async function telling<T>(code: ErrorCode, what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof HeadwaterError) throw cause;
    const said = cause instanceof S3ServiceException ? `${cause.name}: ${cause.message}` : nameOf(cause);
    throw new HeadwaterError(code, `${what} could not be read or written: ${said}`, { cause });
  }
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown error';
}
