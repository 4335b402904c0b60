/** What `discover` reports: counts and names. No value of an item stands in it. */
import type { Discovery } from './discover.ts';
import type { FoundField } from './found.ts';

export interface DiscoverReport {
  readonly table: string;
  /** Items of the sample, and how many of them no entity takes. */
  readonly items: number;
  readonly unrecognised: number;
  readonly entities: readonly ReportedEntity[];
  /** What a person should look at, of the table as a whole. */
  readonly doubts: readonly string[];
  /** Of these doubts, what the check of definitions would have refused. */
  readonly refusals: readonly string[];
}

export interface ReportedEntity {
  readonly name: string;
  readonly recognisedBy: 'every item' | 'an attribute' | 'its key';
  readonly items: number;
  readonly fields: number;
  /** Fields that a policy protects. */
  readonly personal: number;
  readonly doubts: number;
  readonly rejected: number;
  readonly reasons: Discovery['checked']['entities'][number]['reasons'];
}

export function reportOf({ found, checked }: Discovery): DiscoverReport {
  const entities = found.entities.map((entity): ReportedEntity => {
    const own = checked.entities.find((one) => one.entity === entity.name);
    const { recognise } = entity;
    return {
      name: entity.name,
      recognisedBy: recognise === 'every-item' ? 'every item' : 'attribute' in recognise ? 'an attribute' : 'its key',
      items: (own?.accepted ?? 0) + (own?.rejected ?? 0),
      fields: entity.fields.length,
      personal: entity.policy.length,
      doubts: doubtsIn(entity.notes) + doubtsIn(entity.policy.map(({ note }) => note)) + doubtsOf(entity.fields),
      rejected: own?.rejected ?? 0,
      reasons: own?.reasons ?? [],
    };
  });
  return {
    table: found.table.name,
    items: found.items,
    unrecognised: checked.unrecognised,
    entities,
    doubts: found.notes.filter(isDoubt),
    refusals: found.refusals,
  };
}

/** Whether every item of the sample is taken: what is no entity's will be rejected as well. */
export function takesAll({ unrecognised, entities }: DiscoverReport): boolean {
  return unrecognised === 0 && entities.every(({ rejected }) => rejected === 0);
}

function doubtsOf(fields: readonly FoundField[]): number {
  return fields.reduce((sum, { notes, kind }) => {
    const element = kind.kind === 'list' ? kind.element : kind;
    return sum + doubtsIn(notes) + (element.kind === 'object' ? doubtsOf(element.fields) : 0);
  }, 0);
}

function doubtsIn(notes: readonly string[]): number {
  return notes.filter(isDoubt).length;
}

function isDoubt(note: string): boolean {
  return note.startsWith('Doubt:');
}
