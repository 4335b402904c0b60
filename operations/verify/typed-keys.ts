import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { declared } from '../deployment/declared-entity.ts';
import { findRow } from '../row/find-row.ts';
import type { Deployed } from '../deployed.ts';
import { OperationError } from '../operation-error.ts';
import type { OpenCopies } from './open-copies.ts';

/**
 * What a key that was typed means at each of these copies: as of each entity whose key has so many parts.
 *
 * @throws OperationError when it is a key of none
 */
export async function keysTyped(
  deployed: Deployed,
  { copies, hash }: Pick<OpenCopies, 'copies' | 'hash'>,
  words: readonly string[],
): Promise<ReadonlyMap<Copy, string>> {
  const found = new Map<string, string | OperationError>();
  for (const entity of new Set(copies.map((copy) => copy.entity))) {
    const owner = { ...declared(deployed, entity), hash };
    found.set(entity, await findRow(deployed, owner, words).then(({ key }) => key, orMistake));
  }
  const keys = copies.flatMap((copy) => {
    const key = found.get(copy.entity);
    return typeof key === 'string' ? [[copy, key] as const] : [];
  });
  const [mistake] = [...found.values()].filter((one) => one instanceof OperationError);
  if (keys.length === 0 && mistake) throw mistake;
  return new Map(keys);
}

function orMistake(error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  throw error;
}
