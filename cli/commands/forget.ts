import { forgetRow, prove, type ForgottenRow } from '../../operations/forget/forget-row.ts';
import { openStores } from '../../operations/forget/target.ts';
import { formerTargets, setAsideOf, targetNamed } from '../../operations/forget/targets.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { SetAside } from '../../shared/runtime/set-aside/move.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describeForgotten, forgottenReport } from '../output/forget.ts';
import { bad } from '../output/terminal.ts';
import type { ForgetOptions } from '../verbs/forget.ts';

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
