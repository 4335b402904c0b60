/**
 * What must become of each write, said without the code under test: from the items alone, in the order in which the table
 * took the writes. Nothing here compares positions or times.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import type { TableItem } from '../../../shared/adapters/memory/source-table.ts';
import type { Row } from '../../../shared/domain/row/json.ts';

/** What one stream record must lead to. */
export interface Expectation {
  /** Ids of the changes that must be published. */
  readonly published: readonly string[];
  /** It must lie in the rejected queue. */
  readonly rejected: boolean;
}

interface Seen {
  readonly entity: string;
  /** undefined when the item does not fit its schema. */
  readonly row: Row | undefined;
}

export class Truth {
  /** By the record's id. */
  readonly expected = new Map<string, Expectation>();
  /** `<entity>/<key>` -> rows that readers may see because they were the last valid ones. */
  readonly #lastValid = new Map<string, Row>();
  readonly #unfit = new Set<string>();
  /** What was restored, and no record has told of since. */
  readonly #untold = new Set<string>();
  /** The same of the filtered subscription: what happens outside its view tells it nothing. */
  readonly #untoldInView = new Set<string>();
  /** Documents that were ever damaged by hand. */
  readonly damaged = new Set<string>();
  /** Ids of changes that no stream gave. */
  readonly forged = new Set<string>();
  /** Ids of reads that went to one consumer's queue, not to the bus. */
  readonly sent = new Set<string>();
  /** Changes that a filtered subscription must see. */
  readonly #concerning = new Set<string>();

  note(record: DynamoDBRecord): void {
    const id = record.eventID ?? '';
    const { OldImage, NewImage } = record.dynamodb ?? {};
    const [before, after] = [OldImage && seen(OldImage), NewImage && seen(NewImage)];
    const expected = NewImage && !after ? unrecognised(id, before) : expectationOf(id, before, after);
    this.expected.set(id, expected);
    const turned = before?.entity !== after?.entity;
    for (const change of expected.published) {
      const left = change !== id;
      const rows = [...(left || !turned || !after ? [before] : []), ...(left ? [] : [after])];
      const entity = left ? before?.entity : (after ?? before)?.entity;
      const name = `${entity ?? ''}/${record.dynamodb?.Keys?.['id']?.S ?? ''}`;
      this.#untold.delete(name);
      if (!rows.some((one) => one && isInView(one))) continue;
      this.#concerning.add(change);
      this.#untoldInView.delete(name);
    }
  }

  /** A scan reads a row that fits. */
  noteScanned(change: string, item: TableItem): void {
    const read = seen(item);
    if (read && isInView(read)) this.#concerning.add(change);
  }

  /** A read that is sent to one consumer. */
  noteSent(change: string): void {
    this.#concerning.add(change);
    this.sent.add(change);
  }

  /** Whether the filtered subscription must see a change: its row is in its view, was, or may have been. */
  concernsView(change: string): boolean {
    return this.#concerning.has(change);
  }

  /**
   * To be told after each write: of this key, the table now holds that.
   *
   * @param untold no record says so: the table was restored
   */
  hold(key: string, item: TableItem | undefined, untold = false): void {
    const now = item && seen(item);
    for (const entity of ['film', 'book']) {
      const name = `${entity}/${key}`;
      const here = now?.entity === entity;
      // While a row does not fit its schema, its last fitting version stays visible.
      if (here && now.row === undefined) {
        this.#unfit.add(name);
        continue;
      }
      this.#unfit.delete(name);
      if (untold) for (const names of [this.#untold, this.#untoldInView]) names.add(name);
      if (here && now.row) this.#lastValid.set(name, now.row);
      else this.#lastValid.delete(name);
    }
  }

  /** Whether nobody can say what readers see: what the stores hold was never sent, or is damaged, and the item does not fit. */
  isOpen(name: string, filtered: boolean): boolean {
    const untold = filtered ? this.#untoldInView : this.#untold;
    return this.#unfit.has(name) && (untold.has(name) || this.damaged.has(name));
  }

  /** What every reader must see once everything is delivered, whole or through the filter. */
  rows(filtered: boolean): ReadonlyMap<string, Row> {
    if (!filtered) return this.#lastValid;
    return new Map([...this.#lastValid].filter(([name, row]) => name.startsWith('book/') || isCheap(row)));
  }
}

/** An item that no entity recognises leaves what it was. */
function unrecognised(id: string, before: Seen | undefined): Expectation {
  return { published: before ? [`${id}-left`] : [], rejected: true };
}

function expectationOf(id: string, before: Seen | undefined, after: Seen | undefined): Expectation {
  const turned = before !== undefined && before.entity !== after?.entity;
  if (after === undefined) return before ? { published: [id], rejected: false } : { published: [], rejected: true };
  const left = turned ? [`${id}-left`] : [];
  if (after.row === undefined) return { published: left, rejected: true };
  if (turned) return { published: [...left, id], rejected: false };
  return { published: sameRow(before?.row, after.row) ? [] : [id], rejected: false };
}

function sameRow(one: Row | undefined, other: Row | undefined): boolean {
  return one !== undefined && one['title'] === other?.['title'] && one['price'] === other?.['price'];
}

/** What a row was before it did not fit nobody knows: it may have been in the view. */
function isInView({ entity, row }: Seen): boolean {
  return entity === 'book' || row === undefined || isCheap(row);
}

function isCheap({ title, price }: Row): boolean {
  return price === 0 || (title === 'red' && Number(price) <= 2);
}

/** @returns undefined for an item that is neither film nor book. */
function seen(item: TableItem): Seen | undefined {
  const entity = item['kind']?.S;
  if (entity !== 'film' && entity !== 'book') return undefined;
  const title = item['title']?.S;
  const price = Number(item['price']?.N);
  return { entity, row: title !== undefined && price >= 0 ? { title, price } : undefined };
}
