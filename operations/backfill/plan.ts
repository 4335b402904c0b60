import { noSuch } from '../no-such.ts';
import { jobId, type BackfillScope } from '../../shared/domain/jobs/backfill-job.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import type { Consumer, HeadwaterDefinition, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { hasSideEffects, takingReads } from '../../shared/domain/consumers/takes-reads.ts';
import { OperationError } from '../operation-error.ts';

export interface ScopeOptions {
  readonly table?: string | undefined;
  readonly entity?: readonly string[] | undefined;
  readonly consumer?: readonly string[] | undefined;
}

/** What is read, and who gets it. */
export interface BackfillPlan extends BackfillScope {
  readonly id: string;
  readonly definition: TableDefinition;
  /** Every consumer that the rows reach: those named, or by the bus all that subscribe and take reads. */
  readonly reached: readonly Consumer[];
  /** Subscribers that the bus spares: what they do cannot be repeated. */
  readonly spared: readonly string[];
}

/**
 * @throws OperationError when table, entities and consumers do not fit together
 * @throws HeadwaterError HW_READS_REFUSED for a consumer with side effects, HW_CONFIG for one that is not there
 */
export function planBackfill(definition: HeadwaterDefinition, options: ScopeOptions): BackfillPlan {
  const named = (options.consumer ?? []).map((name) => takingReads(consumerOf(definition, name)));
  const table = tableFor(definition, options);
  const held = table.entities.map(({ name }) => name);
  const subscribed = new Set((named.length > 0 ? named : definition.consumers).flatMap(entityNames));
  const entities = (options.entity ?? held).filter((name) => held.includes(name) && subscribed.has(name));
  if (entities.length === 0) {
    const who = named.length > 0 ? named.map(({ name }) => name).join(', ') : 'any consumer';
    throw new OperationError(
      `Nothing of table ${table.name} is for ${who}.`,
      `Its entities are ${held.join(', ')}; consumers subscribe to entities in headwater.config.ts.`,
    );
  }
  const takes = (consumer: Consumer): boolean => entityNames(consumer).some((name) => entities.includes(name));
  const reached = (named.length > 0 ? named : definition.consumers).filter(takes);
  const scope = { table: table.name, entities, consumers: named.map(({ name }) => name) };
  return {
    ...scope,
    id: jobId(scope),
    definition: table,
    reached: reached.filter((consumer) => !hasSideEffects(consumer)),
    spared: reached.filter(hasSideEffects).map(({ name }) => name),
  };
}

/** Where its events go, as the price sees it. */
export function reachOf({ reached, consumers }: BackfillPlan): { readonly queues: number; readonly byBus: boolean } {
  return { queues: reached.length, byBus: consumers.length === 0 };
}

/** What names these rows and consumers on the command line, whatever other tables there are. */
export function optionsOf({ table, entities, consumers, definition }: BackfillPlan): string {
  const some = entities.length === definition.entities.length ? [] : entities;
  return [
    `--table ${table}`,
    ...consumers.map((name) => `--consumer ${name}`),
    ...some.map((name) => `--entity ${name}`),
  ].join(' ');
}

function tableFor({ tables }: HeadwaterDefinition, { table, entity = [] }: ScopeOptions): TableDefinition {
  const names = tables.map(({ name }) => name).join(', ');
  const holds = (one: TableDefinition): boolean =>
    entity.every((name) => one.entities.some((held) => held.name === name));
  const [found, another] = tables.filter((one) => (table === undefined || one.name === table) && holds(one));
  if (found && !another) return found;
  if (found) throw new OperationError('Which table?', `Name one with --table: ${names}.`);
  if (table !== undefined && tables.every(({ name }) => name !== table))
    throw noSuch(
      'table',
      table,
      tables.map(({ name }) => name),
    );
  const known = tables.flatMap(({ entities }) => entities.map(({ name }) => name));
  const strange = entity.find((name) => !known.includes(name));
  if (strange !== undefined) throw noSuch('entity', strange, known);
  throw new OperationError(
    table === undefined
      ? `No table holds ${entity.join(' and ')}.`
      : `Table ${table} does not hold ${entity.join(' and ')}.`,
    `Tables: ${names}.`,
  );
}

function entityNames({ entities }: Consumer): readonly string[] {
  return entities.map(({ name }) => name);
}
