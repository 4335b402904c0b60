import type { ItemSource, SourceRow } from '../../ports/item-source.ts';

/** A table in memory, as its entities see it. Rows may be added and removed while it is read. */
export class MemoryItemSource implements ItemSource {
  readonly rows = new Map<string, SourceRow>();

  async *scan(): AsyncIterable<SourceRow> {
    for (const row of this.rows.values()) {
      await Promise.resolve();
      yield row.status === 'row' ? { ...row, readAt: Date.now() } : row;
    }
  }
}
