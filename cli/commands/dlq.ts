import { count } from '../output/table.ts';
import { rm } from 'node:fs/promises';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { collectLetters, type Collected } from '../../operations/letters/collect.ts';
import { groupLetters } from '../../operations/letters/group.ts';
import type { FullLetter } from '../../operations/letters/letter.ts';
import { createLettersFile } from '../../operations/letters/letters-file.ts';
import { keyMatcher } from '../../operations/letters/typed-key.ts';
import type { SelectionOptions } from '../../operations/letters/selection.ts';
import { letterReport } from '../../operations/letters/letter-report.ts';
import { describeGroups, describeLetter, outlineOf } from '../output/letters.ts';
import type { ExportOptions, LettersOptions } from '../verbs/dlq.ts';

/** Dead letters by reason. Nothing leaves its queue. */
export async function dlqList(options: LettersOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const { letters, walked } = await collectLetters(session, selection(options), {
    limit: options.limit,
    signal,
  });
  sayNoneSelected(session, { letters, walked });
  const groups = groupLetters(letters);
  const report = { groups, letters: letters.map(letterReport), complete: !walked.some(({ more }) => more) };
  session.terminal.result(report, describeGroups(groups));
  return EXIT.ok;
}

/** One letter, without the values it holds. */
export async function dlqShow(id: string, options: LettersOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const isKey = keyMatcher(session.definition.tables, id);
  let found: FullLetter | undefined;
  await collectLetters(session, selection(options), {
    limit: options.limit,
    signal,
    onLetter: (letter) => {
      if (letter.id === id || letter.rows.some(isKey)) found ??= letter;
    },
  });
  if (!found) {
    throw new CommandError(`There is no dead letter ${id}.`, '`npx headwater dlq list --json` shows ids and keys.');
  }
  session.terminal.result({ ...letterReport(found), holds: outlineOf(found) }, describeLetter(found));
  return EXIT.ok;
}

/** Writes letters with all that they hold to a file, and leaves them in their queues. */
export async function dlqExport(options: ExportOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const file = await createLettersFile(options.file);
  try {
    const { letters, walked } = await collectLetters(session, selection(options), {
      limit: options.limit,
      signal,
      onLetter: (letter) => file.write([letter]),
    });
    sayNoneSelected(session, { letters, walked });
    const text = `${count(letters.length, 'dead letter')} in ${file.path}, with whole items: keep it as you keep the table.`;
    session.terminal.result({ file: file.path, letters: letters.length }, text);
  } catch (error) {
    // It would pass for all of them, and be in the way of the next one.
    await rm(file.path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return EXIT.ok;
}

/** The options that select, and no others. */
export function selection(options: SelectionOptions): SelectionOptions {
  const { queue, consumer, table, code, entity, key, id, older, newer } = options;
  return { queue, consumer, table, code, entity, key, id, older, newer };
}

/** Says when letters lie there and none is selected: a misspelt entity or code looks like queues that are empty. */
function sayNoneSelected({ terminal }: DeployedSession, { letters, walked }: Omit<Collected, 'selection'>): void {
  const seen = walked.reduce((sum, one) => sum + one.seen, 0);
  if (letters.length > 0 || seen === 0) return;
  terminal.note(`None of the ${count(seen, 'letter')} there is selected: check --entity, --code, --key and the times.`);
}
