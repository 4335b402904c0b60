import type { CommonOptions } from '../cloud/session.ts';
import type { ExitCode } from '../errors.ts';
export interface DemoOptions extends CommonOptions {
  readonly seed: string;
}
export function demo(_options: DemoOptions): Promise<ExitCode> {
  throw new Error('not yet');
}
