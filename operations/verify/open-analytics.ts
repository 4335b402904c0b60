import { mirrorOf } from '../analytics/mirror.ts';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { createChangeHistory, createHistoryGaps, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import { HISTORY_PREFIX, partitionWith } from '../../shared/dialects/s3/history-key.ts';
import { historyView } from '../../shared/domain/history/history-view.ts';
import type { Filter } from '../../shared/domain/filter/filter.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { Copy, TrustedHistory } from '../../shared/runtime/verify/copy.ts';
import { expectedBy } from '../../shared/runtime/verify/expected-row.ts';
import type { Deployed } from '../deployed.ts';
import { own } from '../../shared/domain/own.ts';

export interface Analytics {
  readonly history: History;
  copyOf(consumer: Consumer, entity: string): Pick<Copy, 'store' | 'expects' | 'unfit' | 'readsWinAfterMs' | 'gaps'>;
  /**
   * What is known of an entity's changes; undefined when no consumer archives all of them.
   * @param filter of the copy that asks: with it comes which rows of the history it sees, where that can be told
   */
  historyOf(entity: Entity, filter?: Filter): TrustedHistory | undefined;
}

/** Beyond this DuckDB uses the disk. */
const MEMORY_MB = 128;

/** @returns undefined when the deployment has no analytics copy */
export async function openAnalytics(
  { clients, deployment, definition, directory: root, signal }: Deployed,
  hash: Hash | undefined,
): Promise<Analytics | undefined> {
  if (!deployment.analytics) return undefined;
  const { bucket } = deployment.analytics;
  const archiving = keepersOf(definition.consumers, 'analytics');
  const entities = [...new Set(archiving.flatMap((consumer) => consumer.entities))];
  const directory = mirrorOf({ directory: root }, bucket);
  const origin = { client: clients.s3, bucket };
  const history = await openHistory({ directory, entities, origin, memoryMb: MEMORY_MB, signal });
  const store = createRowCopy(history, entities);
  const changes = createChangeHistory(history, entities, directory);
  const gaps = createHistoryGaps(history, directory);
  const copyOf = (consumer: Consumer, entity: string): ReturnType<Analytics['copyOf']> => {
    const rows = copiedRows(entities.find(({ name }) => name === entity) ?? failWithout(entity));
    const expects = expectedBy(consumer, entity, hash);
    return {
      store,
      gaps,
      readsWinAfterMs: DEFAULT_MARGIN_MS,
      expects: (row) => {
        const expected = expects(row);
        // A row that does not fit the columns is none of the copy's, and yet it should be there.
        return expected && (rows.ofTable(expected) ?? expected);
      },
      unfit: (key, row) => rows.unfit(key, row),
    };
  };
  return {
    history,
    // Of its own changes the copy's history is no second opinion: what it says is what the copy is made of.
    copyOf,
    historyOf(entity, filter) {
      const { name } = entity;
      if (history.faultOf(name) !== undefined) return undefined;
      // A history that lacks changes would accuse a right copy of marks that are too high.
      if (history.unreadable().some(({ key }) => partitionWith(key).startsWith(`${HISTORY_PREFIX}entity=${name}/`)))
        return undefined;
      const whole = archiving.find(
        (consumer) => consumer.entities.some((one) => one.name === name) && !own(consumer.filters, name),
      );
      const view = whole && filter && historyView(entity, filter, own(whole.policy, name));
      return whole && { changes, view, copy: { entity: name, ...copyOf(whole, name) } };
    },
  };
}

function failWithout(entity: string): never {
  throw new Error(`no analytics consumer has ${entity}`);
}
