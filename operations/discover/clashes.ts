/** Groups whose templates take each other's items: what Headwater's own check would refuse, found before any field is. */
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import {
  declaredRecognisers,
  itemOfBoth,
  winner,
  type Recogniser as Asked,
} from '../../shared/domain/definition/recognition.ts';
import { overlapProblems } from '../../shared/domain/definition/recognition-problems.ts';
import { Recogniser } from '../../shared/adapters/dynamodb/recognise.ts';
import type { Group } from './groups.ts';
import type { KeySyntax } from './key-shapes.ts';
import { templatesOf } from './key-templates.ts';
import type { SampledTable } from './sampled-table.ts';
import { pairsOf } from './profile.ts';

/** Two groups, by their places. */
export type Pair = readonly [number, number];

export interface Clash {
  readonly of: Pair;
  /** An invented item that both recognise, by attribute; undefined: sampled items of one are taken by the other. */
  readonly item: Readonly<Record<string, string>> | undefined;
}

/** How groups are told apart; `before`: the first of each pair is asked first. */
export interface Telling {
  readonly before: readonly Pair[];
  /** Two that no order tells apart: they have to be one. */
  readonly clash: Clash | undefined;
  /** What `before` settles. */
  readonly settled: readonly Clash[];
}

export function tellApart(table: SampledTable, groups: readonly Group[], syntax: KeySyntax): Telling {
  if (groups.some(({ how }) => how !== 'templates')) return { before: [], clash: undefined, settled: [] };
  const bare = groups.map((group, index) => entityOf(group, index, syntax));
  const asked = declaredRecognisers(definitionOf(table, bare));
  const unclear = pairsOf(groups.map((_, index) => index)).flatMap(([one, other]): Clash[] => {
    const [a, b] = [asked[one], asked[other]];
    const item = a && b && !winner(a, b) ? itemOfBoth(a, b) : undefined;
    return item ? [{ of: [one, other], item }] : [];
  });
  const before = unclear.map(({ of }) => inOrder(of, table, groups, bare, asked));
  const ordered = bare.map((entity, index) => yielding(entity, index, before, bare));
  const isCircle = overlapProblems(definitionOf(table, ordered)).length > 0;
  const clash = isCircle ? unclear[0] : wronglyTaken(table, groups, ordered, unclear);
  return { before, clash, settled: unclear };
}

/** Named by its place: what it is called does not matter yet. */
function entityOf({ shape }: Group, index: number, syntax: KeySyntax): Entity {
  const parts = shape.steps.flatMap((step, at) => ('literal' in step ? [] : [`part${at}`]));
  return defineEntity({ name: `group-${index}`, recognise: templatesOf(shape, syntax, parts), fields: {} });
}

function definitionOf(table: SampledTable, entities: readonly Entity[]): TableDefinition {
  const { name, partitionKey, sortKey } = table;
  return { name, partitionKey, ...(sortKey && { sortKey }), entities, unknownItems: 'ignore' };
}

/** First the one whose sampled items the other would take, else the one that says more. */
function inOrder(
  [one, other]: Pair,
  table: SampledTable,
  groups: readonly Group[],
  entities: readonly Entity[],
  asked: readonly Asked[],
): Pair {
  const taken = (from: number, by: number): boolean => {
    // Both are declared: a part ends where another's template delimits it.
    const yieldsTo = entities.map((entity, index) => yielding(entity, index, [[by, from]], entities));
    const recogniser = new Recogniser(definitionOf(table, yieldsTo));
    return (groups[from]?.items ?? []).some((item) => recogniser.recognise(item)?.entity.name === entities[by]?.name);
  };
  if (taken(one, other)) return [one, other];
  if (taken(other, one)) return [other, one];
  return literalsIn(asked[one]) >= literalsIn(asked[other]) ? [one, other] : [other, one];
}

function literalsIn(asked: Asked | undefined): number {
  return [...(asked?.asks.values() ?? [])].flat().filter((token) => 'char' in token).length;
}

function yielding(entity: Entity, index: number, before: readonly Pair[], entities: readonly Entity[]): Entity {
  const yields = before.flatMap(([first, second]) => (first === index ? (entities[second]?.name ?? []) : []));
  const { recognise } = entity;
  if (yields.length === 0 || recognise === 'every-item') return entity;
  return { ...entity, recognise: { ...recognise, before: yields } };
}

/** The first two of which one takes a sampled item of the other. */
function wronglyTaken(
  table: SampledTable,
  groups: readonly Group[],
  entities: readonly Entity[],
  unclear: readonly Clash[],
): Clash | undefined {
  const recogniser = new Recogniser(definitionOf(table, entities));
  for (const [from, { items }] of groups.entries()) {
    for (const item of items) {
      const found = recogniser.recognise(item)?.entity.name;
      const by = found === undefined ? from : entities.findIndex(({ name }) => name === found);
      if (by === from) continue;
      const same = unclear.find(({ of }) => of.includes(from) && of.includes(by));
      return { of: [Math.min(from, by), Math.max(from, by)], item: same?.item };
    }
  }
  return undefined;
}
