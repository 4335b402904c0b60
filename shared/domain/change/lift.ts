import Type from 'typebox';
import type { Change } from './change.ts';
import type { Entity, Evolve } from '../definition/entity.ts';
import type { Json, Row } from '../row/json.ts';
import { normalTimes } from './normal-times.ts';
import type { Reason } from '../delivery/reason.ts';
import { transition } from './transition.ts';
import { own } from '../own.ts';

/** A change with rows of the present version; or why there is none, for good or for now. */
export type Lifted =
  | { readonly status: 'lifted'; readonly change: Change }
  | { readonly status: 'rejected' | 'retry'; readonly reason: Reason };

/** @param schema what the event's detail names: `film@1` */
export type Lift = (schema: string, change: Change) => Lifted;

/**
 * Lifts changes to the versions that these entities have now, by their `evolve` functions. Times of any version get the
 * form that rows have now.
 */
export function liftTo(entities: readonly Entity[]): Lift {
  const known = new Map(
    entities.map((entity) => {
      const normal = normalTimes(entity.fields);
      return [entity.name, { entity, present: `${entity.name}@${entity.version}`, normal }];
    }),
  );
  return (schema, change) => {
    const one = known.get(change.entity);
    if (!one) return { status: 'lifted', change };
    const lifted = one.present === schema ? { status: 'lifted' as const, change } : lift(one.entity, schema, change);
    if (lifted.status !== 'lifted' || !one.normal) return lifted;
    return { status: 'lifted', change: mapRows(lifted.change, one.normal) };
  };
}

function lift(entity: Entity, schema: string, change: Change): Lifted {
  const where = `${entity.name} ${change.key}`;
  const version = versionIn(schema, entity.name);
  if (version === undefined) {
    return rejected('HW_EVENT_MALFORMED', `${where}: the event's schema is not ${entity.name}@<version>`);
  }
  if (version > entity.version) {
    const message = `${where}: the event is of ${schema}, and this consumer knows ${entity.name} up to ${entity.version}`;
    return { status: 'retry', reason: { code: 'HW_SCHEMA_NEWER', message } };
  }
  const steps = stepsFrom(entity, version);
  if (typeof steps === 'number') {
    const message = `${where}: the event is of ${schema}, and ${entity.name} has no evolve function from ${steps}`;
    return rejected('HW_EVOLVE_MISSING', message);
  }
  try {
    return { status: 'lifted', change: liftRows(change, (row) => liftRow(entity, steps, row)) };
  } catch (error) {
    // A thrown error's own text may hold values of the row, which no reason may tell.
    const why = error instanceof LiftError ? error.message : `an evolve function threw ${nameOf(error)}`;
    return rejected('HW_EVOLVE_FAILED', `${where}, lifted from ${schema}: ${why}`);
  }
}

function versionIn(schema: string, entity: string): number | undefined {
  const [, name, version] = /^(.+)@([1-9]\d{0,8})$/.exec(schema) ?? [];
  return name === entity ? Number(version) : undefined;
}

/** The functions to apply in turn; or the version that none leads on from. */
function stepsFrom({ version: to, evolve = {} }: Entity, from: number): readonly Evolve[] | number {
  const steps: Evolve[] = [];
  for (let version = from; version < to; version += 1) {
    const step = evolve[version];
    if (!step) return version;
    steps.push(step);
  }
  return steps;
}

/** What differed of a row is a part of it. */
function mapRows(change: Change, map: (row: Row) => Row): Change {
  switch (change.operation) {
    case 'created':
    case 'snapshot':
      return { ...change, after: map(change.after) };
    case 'absent':
      return change;
    case 'deleted':
      return { ...change, before: map(change.before) };
    case 'updated':
      return { ...change, after: map(change.after), before: map(change.before) };
  }
}

function liftRows(change: Change, lifted: (row: Row) => Row): Change {
  switch (change.operation) {
    case 'created':
    case 'snapshot':
      return { ...change, after: lifted(change.after) };
    case 'absent':
      return change;
    case 'deleted':
      // The deletion of an item that was never valid carries no row (docs/decisions/004).
      return Object.keys(change.before).length === 0 ? change : { ...change, before: lifted(change.before) };
    case 'updated': {
      const after = lifted(change.after);
      const before = lifted(wholeBefore(change));
      // What differed may no longer: it stays an update, so that the store's position moves on.
      const again = transition(change, before, after);
      return again?.operation === 'updated' ? again : { ...change, after, before: {}, changed: [] };
    }
  }
}

/** An update carries only what differed of the row before it: the rest was as it is after it. */
function wholeBefore({ after, before, changed }: Extract<Change, { operation: 'updated' }>): Row {
  const differing = new Set(changed);
  const same = Object.entries(after).filter(([name]) => !differing.has(name));
  return { ...Object.fromEntries(same), ...before };
}

/** @throws LiftError, or whatever an evolve function throws */
function liftRow({ fields, version }: Entity, steps: readonly Evolve[], row: Row): Row {
  let current: unknown = structuredClone(row);
  for (const step of steps) {
    current = step(current as Row);
    if (typeof current !== 'object' || current === null || Array.isArray(current)) {
      throw new LiftError('an evolve function gave no row');
    }
  }
  const declared: [string, Json][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const value = own(current as Row, name);
    if (value !== undefined) declared.push([name, value]);
    else if (!Type.IsOptional(field)) throw new LiftError(`/${name} is missing, which version ${version} requires`);
  }
  return Object.fromEntries(declared);
}

class LiftError extends Error {
  override readonly name = 'LiftError';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function rejected(code: Reason['code'], message: string): Lifted {
  return { status: 'rejected', reason: { code, message } };
}
