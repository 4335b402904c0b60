/**
 * What must become of each write, said without the code under test: from the items alone, in the order in which the table
 * took the writes. Nothing here compares positions or times.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import type { TableItem } from '../../../shared/adapters/memory/source-table.ts';
import type { Row } from '../../../shared/domain/json.ts';

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
  readonly #untold = new Set<string>();

  note(record: DynamoDBRecord): void {
    const id = record.eventID ?? '';
    const { OldImage, NewImage } = record.dynamodb ?? {};
    this.expected.set(id, expectationOf(id, OldImage && seen(OldImage), NewImage && seen(NewImage)));
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
      if (untold) this.#untold.add(name);
      // A write without a visible difference tells nobody what it was before either.
      else if (!(here && sameRow(now.row, this.#lastValid.get(name)))) this.#untold.delete(name);
      if (here && now.row) this.#lastValid.set(name, now.row);
      else this.#lastValid.delete(name);
    }
  }

  /** Whether nobody can say what readers see: what the restored table held was never sent, and is no more. */
  isOpen(name: string): boolean {
    return this.#unfit.has(name) && this.#untold.has(name);
  }

  /** What every reader must see once everything is delivered. */
  rows(): ReadonlyMap<string, Row> {
    return this.#lastValid;
  }
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

/** @returns undefined for an item that is neither film nor book. */
function seen(item: TableItem): Seen | undefined {
  const entity = item['kind']?.S;
  if (entity !== 'film' && entity !== 'book') return undefined;
  const title = item['title']?.S;
  const price = Number(item['price']?.N);
  return { entity, row: title !== undefined && price >= 0 ? { title, price } : undefined };
}
