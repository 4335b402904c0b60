/** Where objects of the analytics copy lie that nobody can use. Nothing reads there; nothing is lost. */
import { createHash } from 'node:crypto';
import { HISTORY_KEY, HISTORY_PREFIX } from './history-key.ts';
import { addressesKey, manifestKey, reachKey, snapshotFolder } from './snapshot-key.ts';

export const SET_ASIDE_PREFIX = 'set-aside/objects/';

/** Beside each object, as JSON. */
export interface SetAsideRecord {
  /** Where the object lay. */
  readonly key: string;
  readonly bytes: number;
  readonly because: string;
  /** ISO 8601 */
  readonly at: string;
}

/** By its content as well: another object that lay at the same place does not take its place here. */
export function setAsideKey(key: string, body: Uint8Array): string {
  return `${SET_ASIDE_PREFIX}${createHash('sha256').update(key).update('\n').update(body).digest('hex').slice(0, 32)}`;
}

export function recordKey(setAside: string): string {
  return `${setAside}.json`;
}

/** Why an object that lies where an entity's history or snapshots do is none of them; undefined when it is. */
export function foreignName(entity: string, key: string): string | undefined {
  if (key.startsWith(`${HISTORY_PREFIX}entity=${entity}/`))
    return HISTORY_KEY.test(key) ? undefined : 'it is no object of the history by its name, and Athena would read it';
  const folder = snapshotFolder(entity);
  if (!key.startsWith(folder)) return undefined;
  if ([manifestKey(entity), addressesKey(entity), reachKey(entity)].includes(key)) return undefined;
  return /^bucket=\d{3}\/[0-9a-f]+\.parquet$/.test(key.slice(folder.length))
    ? undefined
    : 'it is no file of a snapshot by its name';
}
