import { itemKeyOf } from '../../shared/adapters/dynamodb/item-key.ts';
import { declared } from '../cloud/declared-entity.ts';
import { findRow } from '../cloud/find-row.ts';
import { openIndexedRows } from '../cloud/indexed-rows.ts';
import { openDeployedSession, type CommonOptions } from '../cloud/session.ts';
import { listSetAside, type SetAside } from '../../shared/runtime/set-aside/move.ts';
import { bad } from '../output/terminal.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { readItem } from '../forget/arrival.ts';
import { forgetRow, prove, type ForgottenRow } from '../forget/forget-row.ts';
import { hashedKeyParts } from '../../shared/domain/definition/policy.ts';
import { listErasures } from '../forget/records.ts';
import { openStores, type ForgetTarget, type Stores } from '../forget/target.ts';
import { readingsOf } from '../item-key.ts';
import { plainText } from '../output/plain-text.ts';
import { describeForgotten, forgottenReport } from '../output/forget.ts';

export interface ForgetOptions extends CommonOptions {
  readonly value: readonly string[];
  readonly deleteItem?: boolean | undefined;
  readonly again?: boolean | undefined;
  /** The key is one that a verb printed, and no parts. */
  readonly printed?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Erases what stores hold of a deleted row, and proves it by a search. Without --yes it says what it would do. */
export async function forget(
  entity: string | undefined,
  words: readonly string[],
  options: ForgetOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  checkOptions(entity, words, options);
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const stores = await openStores(session);
  const targets = options.again
    ? await formerTargets(stores)
    : [await targetNamed(stores, entity ?? '', words, options)];
  if (targets.length === 0) {
    session.terminal.result({ rows: [] }, 'No row was forgotten so far: there is nothing to repeat.');
    return EXIT.ok;
  }
  const rows: ForgottenRow[] = [];
  for (const target of targets) rows.push(await forgetRow(target, options, signal));
  // After all of them: a value may stand in several.
  const proof = await prove(stores, rows, options.value, signal);
  const unread = await setAsideOf(targets);
  const report = { ...forgottenReport(rows, proof), ...(unread.length > 0 && { setAside: unread }) };
  session.terminal.result(report, [describeForgotten(rows, proof), ...unread.map(describeSetAside)].join('\n'));
  return options.yes && (proof.left || unread.length > 0) ? EXIT.failed : EXIT.ok;
}

/** Objects of these entities that nobody could read: whether they hold a row nobody can tell, so that nothing is proven. */
async function setAsideOf(targets: readonly ForgetTarget[]): Promise<readonly SetAside[]> {
  const [first] = targets;
  if (!first) return [];
  const folders = targets.map(({ entity }) => `/entity=${entity.name}/`);
  const found = await listSetAside(first.records);
  return found.filter(({ key }) => folders.some((folder) => key.includes(folder)));
}

function describeSetAside({ key, place }: SetAside): string {
  return bad(
    `${plainText(place)}, which was set aside from ${plainText(key)}, may hold the row: remove it, or bring it back.`,
  );
}

function checkOptions(
  entity: string | undefined,
  words: readonly string[],
  { again, deleteItem, value }: ForgetOptions,
): void {
  if (again && (entity !== undefined || deleteItem)) {
    throw new CommandError(
      '--again is about every row that was forgotten before.',
      'Leave entity, key and --delete-item out.',
    );
  }
  if (!again && (entity === undefined || words.length === 0)) {
    throw new CommandError('Forget which row?', 'For example: npx headwater forget film alien-1979. Or --again.');
  }
  if (value.some((text) => text.trim().length < 3)) {
    throw new CommandError('A --value of less than three characters is everywhere.', 'Give more of it.');
  }
}

async function targetNamed(
  stores: Stores,
  name: string,
  words: readonly string[],
  { printed = false }: Pick<ForgetOptions, 'printed'>,
): Promise<ForgetTarget> {
  const { session } = stores;
  const { table, entity } = declared(session, name);
  const { hash } = await openIndexedRows(session);
  const [first] = readingsOf(table, entity, words, hash);
  const found = await findRow(session, { table, entity, hash }, words, { strict: !printed, item: true });
  const address = printed && first ? first : found;
  if (!address.item && hashedKeyParts(table, entity).size === 0) throw partsUnknown(entity.name, address.key);
  if (!address.item)
    session.terminal.note('A hashed key does not say where its item lies: only the stores say that it is gone.');
  return { ...stores, table, entity, address };
}

/** Whether the item is gone must be read: without its parts nobody can. */
function partsUnknown(entity: string, key: string): CommandError {
  return new CommandError(
    `No store knows the parts of ${entity} ${plainText(key)}: whether its item is gone cannot be read.`,
    `Give the parts as the item has them: npx headwater forget ${entity} <part> ...`,
  );
}

/** A row that was written anew is no longer to be forgotten. */
async function formerTargets(stores: Stores): Promise<readonly ForgetTarget[]> {
  const { definition, terminal } = stores.session;
  const targets: ForgetTarget[] = [];
  for (const { entity: name, key } of await listErasures(stores.records)) {
    const isDeclared = definition.tables.some(({ entities }) => entities.some((one) => one.name === name));
    const target = isDeclared ? formerTarget(stores, name, key) : undefined;
    if (target && (await readItem(target)) !== 'there') targets.push(target);
    else
      terminal.note(
        `${name} ${plainText(key)}: ${target ? 'is in the table again' : 'no table declares it'}, left alone`,
      );
  }
  return targets;
}

/** A record holds the key as the stores do: where a policy hashes it, it leads to no item. */
function formerTarget(stores: Stores, name: string, key: string): ForgetTarget {
  const { table, entity } = declared(stores.session, name);
  const item = itemKeyOf(table, entity, key);
  const address = { key, item: typeof item === 'string' ? undefined : item };
  return { ...stores, table, entity, address };
}
