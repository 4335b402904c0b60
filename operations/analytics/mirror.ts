import { join } from 'node:path';
import type { Deployed } from '../deployed.ts';

/** Where the files of an analytics copy lie once they are fetched. */
export function mirrorOf({ directory }: Pick<Deployed, 'directory'>, bucket: string): string {
  return join(directory, 'analytics', bucket);
}
