import type { ItemSource, KeyRead, PageOptions, ScanSegment, SourcePage, SourceRow } from '../../ports/item-source.ts';

/** A table in memory, as its entities see it. Rows may be added and removed while it is read. */
export class MemoryItemSource implements ItemSource {
  readonly rows = new Map<string, SourceRow>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async *scan(): AsyncIterable<SourceRow> {
    for (const row of this.rows.values()) {
      await Promise.resolve();
      yield this.#readNow(row);
    }
  }

  scanPage({ segment, totalSegments }: ScanSegment, { from, limit = 100 }: PageOptions = {}): Promise<SourcePage> {
    const names = [...this.rows.keys()].filter((name) => segmentOf(name, totalSegments) === segment).sort();
    const left = from === undefined ? names : names.filter((name) => name > from);
    const some = left.slice(0, limit);
    const rows = some.flatMap((name) => this.rows.get(name) ?? []).map((row) => this.#readNow(row));
    const last = some.at(-1);
    const more = left.length > some.length && last !== undefined;
    return Promise.resolve({ rows, readAt: this.#now(), capacity: rows.length, ...(more && { next: last }) });
  }

  read(entity: string, keys: readonly string[]): Promise<readonly KeyRead[]> {
    const rows = [...this.rows.values()];
    const readAt = this.#now();
    const found = keys.map((key): KeyRead => {
      if (key.startsWith('~')) return { entity, key, status: 'unreadable' };
      const row = rows.find((one) => one.status !== 'ignored' && one.entity === entity && one.key === key);
      return row && row.status !== 'ignored' ? { ...row, entity, readAt } : { entity, key, status: 'absent', readAt };
    });
    return Promise.resolve(found);
  }

  #readNow(row: SourceRow): SourceRow {
    return row.status === 'row' ? { ...row, readAt: this.#now() } : row;
  }
}

function segmentOf(name: string, totalSegments: number): number {
  return Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % totalSegments;
}
