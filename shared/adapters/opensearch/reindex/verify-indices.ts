import { setTimeout as pause } from 'node:timers/promises';
import type { SearchClient } from '../client.ts';
import { storedDocument } from '../document-pages.ts';
import { ask } from '../request.ts';
import { compareIndices, readNow, standing, type Standing } from './compare-indices.ts';
import { copyDocuments, type Refused } from './copy-documents.ts';

export interface Verification {
  /** Keys compared. */
  readonly keys: number;
  /** What the other index refuses of the reference's documents, by key, field and reason. */
  readonly refused: readonly Refused[];
  /** Keys at which the other index has another row, whatever is done. */
  readonly different: readonly string[];
  /** Keys at which it has more than the reference: what the reference refused, and tombstones that were purged there. */
  readonly ahead: readonly string[];
  /** How many documents it lacked and was given now. */
  readonly carried: number;
  /** False when it was given up after `MOST_DIFFERENCES`. */
  readonly complete: boolean;
}

export interface VerifyOptions {
  readonly client: SearchClient;
  readonly entity: string;
  /** The physical index that is right. */
  readonly reference: string;
  readonly other: string;
  readonly marginMs: number;
  /** How long a change may be under way from one index to the other until its difference counts, in milliseconds. */
  readonly graceMs: number;
  readonly signal: AbortSignal;
  readonly progress: (keys: number) => void;
}

/** More are no list that a person reads, and no state of an index that is nearly ready. */
const MOST_DIFFERENCES = 10_000;

/**
 * Compares two indices that are both written to, key by key. What differs is looked at again by a read that sees every
 * write, twice, the second time after the grace; what is still behind then is carried over once more, so that its reason shows.
 */
export async function verifyIndices(options: VerifyOptions): Promise<Verification> {
  const { client, entity, reference, other, marginMs, graceMs, signal, progress } = options;
  for (const index of [reference, other]) await ask(client, { method: 'POST', path: `/${index}/_refresh` });
  const suspects: string[] = [];
  let keys = 0;
  for await (const key of compareIndices(client, reference, other)) {
    signal.throwIfAborted();
    keys += 1;
    if (keys % 1_000 === 0) progress(keys);
    if (key !== undefined) suspects.push(key);
    if (suspects.length > MOST_DIFFERENCES)
      suspects.splice(0, Infinity, ...(await differing(options, suspects)).keys());
    if (suspects.length > MOST_DIFFERENCES) break;
  }
  progress(keys);
  let open = await differing(options, suspects);
  if (open.size > 0) {
    await pause(graceMs, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    open = await differing(options, [...open.keys()]);
  }
  const behind = [...open].filter(([, how]) => how !== 'ahead').map(([key]) => key);
  const documents = [...(await readNow(client, reference, behind)).values()];
  const refused = await copyDocuments({ client, entity, index: other, marginMs }, documents);
  const refusedKeys = new Set(refused.map(({ key }) => key));
  const left = await differing(
    options,
    [...open.keys()].filter((key) => !refusedKeys.has(key)),
  );
  const keysThat = (wanted: (how: Standing) => boolean) =>
    [...left].filter(([, how]) => wanted(how)).map(([key]) => key);
  const different = keysThat((how) => how !== 'ahead');
  return {
    keys,
    refused,
    different,
    ahead: keysThat((how) => how === 'ahead'),
    carried: behind.length - refused.length - different.filter((key) => behind.includes(key)).length,
    complete: suspects.length <= MOST_DIFFERENCES,
  };
}

/** Those of the keys at which the two indices differ now. */
async function differing(
  { client, reference, other }: VerifyOptions,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const [here, there] = await Promise.all([readNow(client, reference, keys), readNow(client, other, keys)]);
  const found = keys.map((key): [string, Standing] => {
    const [one, two] = [here.get(key), there.get(key)];
    return [key, standing(one && storedDocument(one), two && storedDocument(two))];
  });
  return new Map(found.filter(([, how]) => how !== 'same'));
}
