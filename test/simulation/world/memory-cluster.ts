import type { Change, SeenMarks } from '../../../shared/domain/change/change.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import type { Position } from '../../../shared/domain/change/position.ts';
import { decide, type Marks } from '../../../shared/domain/change/precedence.ts';
import { reached } from './aws.ts';
import type { Extent } from './invocation.ts';
import { isPoison } from './shop.ts';
import type { View } from './stores.ts';

interface Sync {
  readonly p?: Position;
  readonly at?: number;
  readonly t?: number;
  readonly del: boolean;
  readonly id: string;
  readonly key: string;
}

interface Stored {
  marks: Marks;
  row: Row;
}

const INDICES = ['000001', '000002'];

/**
 * What the OpenSearch adapter needs of a cluster: it answers a bulk of scripted updates, each by domain/change/precedence.ts (the
 * contract suite holds the real script against that file).
 */
export class MemoryCluster {
  mended = false;
  readonly #indices = new Map<string, Map<string, Stored>>();

  /** `/_alias/film-write` -> the physical indices behind it. */
  aliases(path: string): object {
    const entity = path.slice('/_alias/'.length, -'-write'.length);
    return Object.fromEntries(INDICES.map((number) => [`${entity}-${number}`, {}]));
  }

  /** @param lines NDJSON: an `update` line, then its script's parameters */
  bulk(lines: string, extent: Extent): object {
    const texts = lines.split('\n').filter(Boolean);
    const items = [];
    for (let at = 0; at < texts.length; at += 2) {
      const { update } = JSON.parse(texts[at] ?? '') as { update: { _index: string; _id: string } };
      const body = JSON.parse(texts[at + 1] ?? '') as { script: { params: { m: number; d: Row & { _sync: Sync } } } };
      if (reached(extent, at / 2)) items.push({ update: this.#update(update, body.script.params) });
      else items.push({ update: { status: 429, error: { type: 'es_rejected_execution_exception' } } });
    }
    return { items };
  }

  purge(before: number): number {
    let purged = 0;
    for (const documents of this.#indices.values()) {
      for (const [key, { marks }] of documents) {
        if (!marks.deleted || (marks.at ?? marks.snapshotAt ?? Infinity) >= before) continue;
        documents.delete(key);
        purged += 1;
      }
    }
    return purged;
  }

  /** What the read alias would show of each index: tombstones are hidden. */
  views(): readonly View[] {
    return INDICES.map((number) => {
      const view = new Map<string, Row>();
      for (const [index, documents] of this.#indices) {
        if (!index.endsWith(number)) continue;
        const entity = index.slice(0, -number.length - 1);
        for (const [key, { marks, row }] of documents) if (!marks.deleted) view.set(`${entity}/${key}`, row);
      }
      return view;
    });
  }

  /** By the read alias: the first index has it during a reindex. */
  look(entity: string, key: string): Stored | undefined {
    return this.#indices.get(`${entity}-${INDICES[0] ?? ''}`)?.get(key);
  }

  /** The same by hand in every index. */
  damage(entity: string, key: string, document: Stored | undefined): void {
    for (const number of INDICES) {
      const name = `${entity}-${number}`;
      const documents = this.#indices.get(name) ?? new Map<string, Stored>();
      this.#indices.set(name, documents);
      if (document) documents.set(key, { ...document });
      else documents.delete(key);
    }
  }

  #update({ _index, _id }: { _index: string; _id: string }, { m, d, r }: Params): object {
    const index = _index.slice(0, -'-write'.length);
    const documents = this.#indices.get(index) ?? new Map<string, Stored>();
    this.#indices.set(index, documents);
    const { _sync: sync, ...row } = d;
    if (!this.mended && isPoison(row)) {
      const reason = 'failed to parse field [title] of type [text]';
      return { status: 400, error: { type: 'mapper_parsing_exception', reason } };
    }
    const stored = documents.get(_id);
    const decision = decide(stored?.marks, changeOf(sync, r), m);
    if (decision.verdict === 'stale') return { status: 200, result: 'noop' };
    documents.set(_id, { marks: decision.marks, row: decision.verdict === 'record' ? (stored?.row ?? {}) : row });
    return { status: 200, result: stored ? 'updated' : 'created' };
  }
}

function seenMarks({ p, at, t }: Pick<Sync, 'p' | 'at' | 't'>): SeenMarks {
  return { ...(p && { position: p }), ...(at !== undefined && { at }), ...(t !== undefined && { snapshotAt: t }) };
}

/** The parameters of the apply script (adapters/opensearch/apply-script.ts). */
interface Params {
  readonly m: number;
  readonly d: Row & { readonly _sync: Sync };
  readonly r?: Pick<Sync, 'p' | 'at' | 't'>;
}

/** Of the change, only what decides. */
function changeOf({ p, at, t, del, id, key }: Sync, r: Params['r']): Change {
  const base = { entity: '', id, key, at: new Date(at ?? t ?? 0).toISOString() };
  if (t !== undefined || p === undefined) {
    const read = { ...base, ...(p && { contains: p }), ...(r && { replaces: seenMarks(r) }) };
    return del ? { ...read, operation: 'absent' } : { ...read, operation: 'snapshot', after: {} };
  }
  return del
    ? { ...base, operation: 'deleted', position: p, before: {} }
    : { ...base, operation: 'created', position: p, after: {} };
}
