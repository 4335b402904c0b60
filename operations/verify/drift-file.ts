import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { linesOf } from '../../shared/adapters/disk/lines.ts';
import { DRIFT_KINDS } from '../../shared/domain/drift/drift.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { OperationError } from '../operation-error.ts';

/** A file of differences, one JSON object a line: what verify found, and what repair mends. */
export interface DriftFile extends AsyncDisposable {
  write(difference: Difference): Promise<void>;
}

/** Keys may be personal data. */
const OWNER_ONLY = 0o600;
const BUFFERED = 65_536;

/** @throws OperationError when the file is there already, or cannot be made */
export async function createDriftFile(path: string): Promise<DriftFile> {
  const file = await open(path, 'wx', OWNER_ONLY).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError(`${path} cannot be made: ${why}`, 'Name another file with --out.', { cause });
  });
  let buffered = '';
  const flush = async (): Promise<void> => {
    const text = buffered;
    buffered = '';
    await file.appendFile(text);
  };
  return {
    async write(difference) {
      buffered += `${JSON.stringify(difference)}\n`;
      if (buffered.length > BUFFERED) await flush();
    },
    async [Symbol.asyncDispose]() {
      await flush();
      await file.close();
    },
  };
}

/** The place of one difference: what repair needs of it, for it looks anew. */
export type DriftPlace = Pick<Difference, 'consumer' | 'entity' | 'key' | 'kind'>;

/** @throws OperationError for a file that cannot be read, or a line that verify did not write */
export async function* readDriftFile(path: string): AsyncIterable<DriftPlace> {
  const file = createReadStream(path);
  let number = 0;
  try {
    for await (const line of linesOf(file)) {
      number += 1;
      // An editor may have put a byte order mark in front.
      const json = number === 1 ? line.replace(/^\uFEFF/, '') : line;
      if (json.trim() !== '') yield placeIn(json, `${path}, line ${number}`);
    }
  } catch (error) {
    if (error instanceof OperationError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new OperationError(`${path} cannot be read: ${error.message}`, 'Name the file that verify --out wrote.');
  }
}

function placeIn(line: string, where: string): DriftPlace {
  const next = 'Give the file as `npx headwater verify --out` wrote it.';
  let read: Partial<DriftPlace>;
  try {
    read = JSON.parse(line) as Partial<DriftPlace>;
  } catch (cause) {
    throw new OperationError(`${where}: this is no JSON.`, next, { cause });
  }
  const { consumer, entity, key, kind } = read;
  if (typeof consumer === 'string' && typeof entity === 'string' && typeof key === 'string' && isKind(kind)) {
    return { consumer, entity, key, kind };
  }
  throw new OperationError(`${where}: it does not name a consumer, an entity, a key and a kind.`, next);
}

function isKind(kind: unknown): kind is DriftPlace['kind'] {
  return DRIFT_KINDS.some((one) => one === kind);
}
