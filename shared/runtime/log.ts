import { Logger } from '@aws-lambda-powertools/logger';

/** A structured logger. Rows never go into a log: only names, keys, counts and reasons. */
export function createLog(stage: string): Logger {
  return new Logger({ serviceName: stage });
}
