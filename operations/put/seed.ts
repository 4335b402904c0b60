/** Writes the rows of a file, of any entities, in the order of its lines: `{"entity": "film", "row": {...}}` in each. */
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { didYouMean } from '../../shared/domain/definition/did-you-mean.ts';
import { own } from '../../shared/domain/own.ts';
import { isWrittenObject } from '../../shared/domain/row/written.ts';
import type { StoredItem } from '../../shared/ports/item-writer.ts';
import type { PutPorts } from './put-records.ts';
import { lineRecord, type ReadRecord } from './records.ts';
import { nextStep, type RejectedRecord } from './report.ts';

export interface SeedTable extends PutPorts {
  readonly entities: readonly Entity[];
}

export interface SeedOptions {
  readonly dry: boolean;
  /** The first line that is written; all are judged. */
  readonly fromLine: number;
  readonly skipRejected: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: SeedProgress) => void;
}

/** Every line up to `line` was judged, or written where its record was accepted. */
export interface SeedProgress {
  readonly phase: 'judging' | 'writing';
  readonly line: number;
  readonly rows: number;
}

export interface SeedReport {
  readonly dry: boolean;
  readonly lines: number;
  /** Accepted records by entity. */
  readonly entities: Readonly<Record<string, number>>;
  /** The first of them; `rejectedCount` counts all. */
  readonly rejected: readonly RejectedRecord[];
  readonly rejectedCount: number;
  readonly written: number;
}

/** Rejections that are shown: a file with a mistake in each line would fill the screen. */
const SHOWN = 20;
/** Rows that are written together: a few requests side by side. */
const RUN = 200;

/**
 * Judges the whole file first; nothing is written when a line is rejected, unless asked. A row that is written twice is the same
 * row: a seed that was interrupted can be run again, from its beginning or from the line that the progress names.
 *
 * @param lines opens the file anew each time
 * @throws HeadwaterError HW_TABLE_THROTTLED
 */
export async function seed(
  lines: () => AsyncIterable<string>,
  tables: readonly SeedTable[],
  options: SeedOptions,
): Promise<SeedReport> {
  const { dry, skipRejected, signal, onProgress } = options;
  const entities = new Map<string, number>();
  const rejected: RejectedRecord[] = [];
  let [line, rejectedCount, rows] = [0, 0, 0];
  for await (const text of lines()) {
    signal?.throwIfAborted();
    line += 1;
    for (const record of lineRecord(text, line)) {
      const judged = judgeLine(record, tables);
      if ('item' in judged) {
        rows += 1;
        entities.set(judged.entity, (entities.get(judged.entity) ?? 0) + 1);
      } else {
        rejectedCount += 1;
        if (rejected.length < SHOWN) rejected.push(judged);
      }
    }
    if (line % RUN === 0) onProgress?.({ phase: 'judging', line, rows });
  }
  const report = { dry, lines: line, entities: Object.fromEntries(entities), rejected, rejectedCount };
  if (dry || (rejectedCount > 0 && !skipRejected)) return { ...report, written: 0 };
  return { ...report, written: await write(lines(), tables, options) };
}

interface SeedLine {
  readonly entity: string;
  readonly item: StoredItem;
  readonly table: SeedTable;
}

async function write(
  lines: AsyncIterable<string>,
  tables: readonly SeedTable[],
  { fromLine, signal, onProgress }: SeedOptions,
): Promise<number> {
  let [line, written] = [0, 0];
  let run: SeedLine[] = [];
  const flush = async (): Promise<void> => {
    for (const table of tables) {
      // Of two lines with one key the later one holds.
      const own = run.filter((one) => one.table === table);
      await table.writer.putAll([...new Map(own.map(({ item }) => [table.writer.nameOf(item), item])).values()]);
    }
    written += run.length;
    run = [];
    onProgress?.({ phase: 'writing', line, rows: written });
  };
  for await (const text of lines) {
    signal?.throwIfAborted();
    line += 1;
    if (line < fromLine) continue;
    const judged = lineRecord(text, line).map((record) => judgeLine(record, tables));
    run.push(...judged.filter((one) => 'item' in one));
    if (run.length >= RUN) await flush();
  }
  await flush();
  return written;
}

function judgeLine({ place, written, problem }: ReadRecord, tables: readonly SeedTable[]): SeedLine | RejectedRecord {
  const reject = (message: string, entity = ''): RejectedRecord => ({
    place,
    entity,
    message,
    next: entity === '' ? 'A line is {"entity": "<entity>", "row": {...}}.' : nextStep(entity),
  });
  if (written === undefined) return reject(`it ${problem ?? 'is no JSON'}`);
  const name = isWrittenObject(written) ? own(written, 'entity') : undefined;
  const row = isWrittenObject(written) ? own(written, 'row') : undefined;
  if (typeof name !== 'string' || row === undefined) return reject('it has no "entity", or no "row"');
  const known = tables.flatMap(({ entities }) => entities.map((entity) => entity.name));
  for (const table of tables) {
    const entity = table.entities.find((one) => one.name === name);
    if (!entity) continue;
    const judged = table.judge(entity, row);
    if (judged.status === 'row') return { entity: name, item: judged.item, table };
    const { key, reason } = judged;
    const { field } = reason;
    return {
      ...reject(reason.message, name),
      ...(key !== undefined && { key }),
      ...(field !== undefined && { field }),
    };
  }
  return reject(`there is no entity ${JSON.stringify(name)}.${didYouMean(name, known)}`);
}
