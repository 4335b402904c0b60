import { HeadwaterError } from '../../domain/errors.ts';

/** A table, an account or a partition that takes no more for now (developer guide: Error handling). */
const NAMES: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
]);

export function isThrottling(error: unknown): error is Error {
  return error instanceof Error && NAMES.has(error.name);
}

export function throttled(tableName: string, cause?: unknown): HeadwaterError {
  return new HeadwaterError('HW_TABLE_THROTTLED', `table ${tableName} refuses reads: they come too fast for it`, {
    ...(cause !== undefined && { cause }),
  });
}
