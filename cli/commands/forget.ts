import { abortOnInterrupt } from '../../local/interrupt.ts';
import { openIndexedRows } from '../cloud/indexed-rows.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { forgetRow, type Forgotten } from '../forget/forget-row.ts';
import { listErasures } from '../forget/records.ts';
import { declared, openStores, type ForgetTarget } from '../forget/target.ts';
import { addressOf } from '../item-key.ts';
import { describeForgotten, forgottenReport } from '../output/forget.ts';

export interface ForgetOptions extends CommonOptions {
  readonly value: readonly string[];
  readonly deleteItem?: boolean | undefined;
  readonly again?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Erases what stores hold of a deleted row, and proves it by a search. Without --yes it says what it would do. */
export async function forget(
  entity: string | undefined,
  words: readonly string[],
  options: ForgetOptions,
): Promise<ExitCode> {
  using interrupt = abortOnInterrupt();
  checkOptions(entity, words, options);
  const session = await openDeployedSession(options, { writes: options.yes === true });
  const targets = options.again ? await formerTargets(session) : [await targetNamed(session, entity ?? '', words)];
  const forgotten: Forgotten[] = [];
  for (const target of targets) forgotten.push(await forgetRow(target, options, interrupt.signal));
  const text = forgotten.map((one) => describeForgotten(one)).join('\n\n');
  const reports = forgotten.map(forgottenReport);
  const asked = options.yes || targets.length === 0 ? '' : '\n\nNothing was erased: --yes does it.';
  session.terminal.result(
    options.again ? reports : reports[0],
    `${text || 'Nothing was forgotten so far: there is nothing to repeat.'}${asked}`,
  );
  return options.yes && forgotten.some(({ proven }) => !proven) ? EXIT.failed : EXIT.ok;
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

async function targetNamed(session: DeployedSession, name: string, words: readonly string[]): Promise<ForgetTarget> {
  const { table, entity } = declared(session, name);
  const { hash } = await openIndexedRows(session);
  const address = addressOf(table, entity, words, hash);
  if (!address.item && !address.key.startsWith('~')) {
    session.terminal.note('The key does not say where its item lies: that it is gone is taken from the stores alone.');
  }
  return { ...(await openStores(session)), table, entity, address };
}

/** A record holds the key as the stores do: where a policy hashes it, it leads to no item. */
async function formerTargets(session: DeployedSession): Promise<readonly ForgetTarget[]> {
  const stores = await openStores(session);
  const records = await listErasures(stores.records);
  return records.flatMap(({ entity: name, key }): ForgetTarget[] => {
    const isDeclared = session.definition.tables.some(({ entities }) => entities.some((one) => one.name === name));
    if (!isDeclared) {
      session.terminal.note(`${name} ${key} was forgotten, and no table declares ${name} any more: left out.`);
      return [];
    }
    const { table, entity } = declared(session, name);
    const isHashed = entity.policy !== undefined && Object.keys(entity.policy).length > 0;
    const address = isHashed ? { key, item: undefined } : addressOf(table, entity, [key]);
    return [{ ...stores, table, entity, address }];
  });
}
