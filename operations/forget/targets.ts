import { itemKeyOf } from '../../shared/adapters/dynamodb/item-key.ts';
import { hashedKeyParts } from '../../shared/domain/definition/policy.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { listSetAside, type SetAside } from '../../shared/runtime/set-aside/move.ts';
import { declared } from '../deployment/declared-entity.ts';
import { openIndexedRows } from '../deployment/indexed-rows.ts';
import { OperationError } from '../operation-error.ts';
import { findRow } from '../row/find-row.ts';
import { readingsOf } from '../row/item-key.ts';
import { readItem } from './arrival.ts';
import { listErasures } from './records.ts';
import type { ForgetTarget, Stores } from './target.ts';

/** @param printed the key is one that a verb printed, and no parts */
export async function targetNamed(
  stores: Stores,
  name: string,
  words: readonly string[],
  { printed = false }: { readonly printed?: boolean | undefined },
): Promise<ForgetTarget> {
  const { deployed } = stores;
  const { table, entity } = declared(deployed, name);
  const { hash } = await openIndexedRows(deployed);
  const [first] = readingsOf(table, entity, words, hash);
  const found = await findRow(deployed, { table, entity, hash }, words, { strict: !printed, item: true });
  const address = printed && first ? first : found;
  if (!address.item && hashedKeyParts(table, entity).size === 0) throw partsUnknown(entity.name, address.key);
  if (!address.item) deployed.onProgress({ of: 'forget', step: 'knows-no-item' });
  return { ...stores, table, entity, address };
}

/** Whether the item is gone must be read: without its parts nobody can. */
function partsUnknown(entity: string, key: string): OperationError {
  return new OperationError(
    `No store knows the parts of ${entity} ${plainText(key)}: whether its item is gone cannot be read.`,
    `Give the parts as the item has them: npx headwater forget ${entity} <part> ...`,
  );
}

/** A row that was written anew is no longer to be forgotten. */
export async function formerTargets(stores: Stores): Promise<readonly ForgetTarget[]> {
  const { definition, onProgress } = stores.deployed;
  const targets: ForgetTarget[] = [];
  for (const { entity: name, key } of await listErasures(stores.records)) {
    const isDeclared = definition.tables.some(({ entities }) => entities.some((one) => one.name === name));
    const target = isDeclared ? formerTarget(stores, name, key) : undefined;
    if (target && (await readItem(target)) !== 'there') targets.push(target);
    else onProgress({ of: 'forget', step: 'leaves-alone', entity: name, key, isThere: target !== undefined });
  }
  return targets;
}

/** A record holds the key as the stores do: where a policy hashes it, it leads to no item. */
function formerTarget(stores: Stores, name: string, key: string): ForgetTarget {
  const { table, entity } = declared(stores.deployed, name);
  const item = itemKeyOf(table, entity, key);
  const address = { key, item: typeof item === 'string' ? undefined : item };
  return { ...stores, table, entity, address };
}

/** Objects of these entities that nobody could read: whether they hold a row nobody can tell, so that nothing is proven. */
export async function setAsideOf(targets: readonly ForgetTarget[]): Promise<readonly SetAside[]> {
  const [first] = targets;
  if (!first) return [];
  const folders = targets.map(({ entity }) => `/entity=${entity.name}/`);
  const found = await listSetAside(first.records);
  return found.filter(({ key }) => folders.some((folder) => key.includes(folder)));
}
