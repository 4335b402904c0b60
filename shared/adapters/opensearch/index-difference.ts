import type { Entity } from '../../domain/definition/entity.ts';
import { fieldCount } from '../../domain/definition/index-limits.ts';
import type { SearchClient } from './client.ts';
import { analysis, mappings, SYNC, type IndexMeta, type Mapping } from '../../dialects/opensearch/mapping.ts';
import { writeAlias } from '../../dialects/opensearch/names.ts';
import { ask } from './request.ts';
import { own } from '../../domain/own.ts';

/** How a physical index differs from what the definition would make. */
export interface IndexDifference {
  /** Fields that the index does not know: they are added in place, and rows written from now on are found by them. */
  readonly additions: Readonly<Record<string, Mapping>>;
  /** Why a reindex is due, a line each: `field votes: type keyword, now long`. */
  readonly due: readonly string[];
  /** How many fields the index has with the additions; those that are declared no longer stay in it. */
  readonly fieldCount: number;
  /** What its searches look into. */
  readonly searched: readonly string[];
  /** The index's own notes. */
  readonly meta: IndexMeta | undefined;
}

/** As OpenSearch answers it. */
interface IndexState {
  readonly mappings?: { readonly properties?: Readonly<Record<string, Mapping>>; readonly _meta?: IndexMeta };
  readonly settings?: {
    readonly index?: { readonly analysis?: object; readonly query?: { readonly default_field?: readonly string[] } };
  };
}

/**
 * Compares each physical index that is written to with the definition. A new field is an addition: rows held nothing of it
 * before. Everything else that differs is due, also what OpenSearch would take in place, such as a higher `ignore_above` or a
 * new subfield: the documents that are there would stay as they were indexed. So would the values of a field that was
 * declared with `search: false` until now. Fields that are declared no longer are no difference.
 *
 * @returns by index. @throws HeadwaterError HW_SEARCH_NOT_READY when there is none
 */
export async function differencesOf(
  client: SearchClient,
  entity: Entity,
): Promise<ReadonlyMap<string, IndexDifference>> {
  const [mapping = {}, settings = {}] = await Promise.all(
    ['_mapping', '_settings'].map((part) =>
      ask<Readonly<Record<string, IndexState>>>(client, { method: 'GET', path: `/${writeAlias(entity.name)}/${part}` }),
    ),
  );
  const states = Object.entries(mapping).map(
    ([index, state]) => [index, { ...state, ...own(settings, index) }] as const,
  );
  return new Map(states.map(([index, state]) => [index, differenceOf(entity, state)]));
}

function differenceOf(entity: Entity, state: IndexState): IndexDifference {
  const { properties = {}, _meta: meta } = state.mappings ?? {};
  const fields = compareFields(properties, mappings(entity).properties, '');
  const searchedNow = (meta?.headwater?.unsearched ?? []).filter((name) => Object.hasOwn(fields.additions, name));
  const additions = Object.fromEntries(
    Object.entries(fields.additions).filter(([name]) => !searchedNow.includes(name)),
  );
  const due = [
    ...searchedNow.map((name) => `field ${name}: not searched before, now it is`),
    ...fields.due,
    ...analysisDue(state.settings?.index?.analysis ?? {}, analysis(entity)),
  ];
  const count = fieldCount(properties) + fieldCount(additions);
  return { additions, due, fieldCount: count, searched: state.settings?.index?.query?.default_field ?? [], meta };
}

function compareFields(
  live: Readonly<Record<string, Mapping>>,
  declared: Readonly<Record<string, Mapping>>,
  prefix: string,
): { readonly additions: Record<string, Mapping>; readonly due: string[] } {
  const additions = new Map<string, Mapping>();
  const due: string[] = [];
  for (const [name, mapping] of Object.entries(declared)) {
    const before = own(live, name);
    if (!before) {
      additions.set(name, mapping);
      continue;
    }
    const { properties, ...settings } = mapping;
    const { properties: propertiesBefore, ...settingsBefore } = before;
    const changes = settingsDue(prefix + name, settingsBefore, settings);
    due.push(...changes);
    if (changes.length === 0 && isLowered(settingsBefore, settings)) additions.set(name, mapping);
    const inner = compareFields(asFields(propertiesBefore), asFields(properties), `${prefix}${name}.`);
    due.push(...inner.due);
    if (Object.keys(inner.additions).length > 0) additions.set(name, { ...settings, properties: inner.additions });
  }
  return { additions: Object.fromEntries(additions), due };
}

function settingsDue(path: string, before: Mapping, now: Mapping): string[] {
  // Headwater's own marks change with its version: documents without the new part are right without it.
  if (path === SYNC || path.startsWith(`${SYNC}.`)) return [];
  const changes = namesIn(before, now)
    .map((name) => [name, settingText(name, own(before, name)), settingText(name, own(now, name))] as const)
    .filter(([name, old, next]) => old !== next && !(name === 'ignore_above' && isLowered(before, now)))
    .map(([name, old, next]) => `${name} ${old}, now ${next}`);
  return changes.length === 0 ? [] : [`field ${path}: ${changes.join('; ')}`];
}

/** A lower limit is taken in place: it hides no document that is found now, and keeps out what the index would refuse. */
function isLowered(before: Mapping, now: Mapping): boolean {
  return Number(now['ignore_above'] ?? Infinity) < Number(before['ignore_above'] ?? Infinity);
}

/** By what is named in the settings: an analyzer, a filter. */
function analysisDue(before: object, now: object): string[] {
  const [old, next] = [partsOf(before), partsOf(now)];
  return namesIn(old, next)
    .map((name) => [name, settingText(name, own(old, name)), settingText(name, own(next, name))] as const)
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `search settings: ${name} ${shortened(was)}, now ${shortened(is)}`);
}

/** `{ analyzer: { default: X } }` -> `{ 'analyzer default': X }` */
function partsOf(settings: object): Mapping {
  const parts = Object.entries(settings).flatMap(([kind, named]) =>
    Object.entries(asFields(named)).map(([name, part]) => [`${kind} ${name}`, part]),
  );
  return Object.fromEntries(parts) as Mapping;
}

function namesIn(one: Mapping, other: Mapping): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
}

/** What OpenSearch leaves out of its answers because it is so anyway. */
const DEFAULTS: Readonly<Record<string, string | boolean>> = {
  type: 'object',
  index: true,
  doc_values: true,
  store: false,
  norms: true,
  enabled: true,
  analyzer: 'default',
};

function settingText(name: string, value: unknown): string {
  const text = [...leavesOf(value)].map(([path, leaf]) => `${path} ${leaf}`.trim()).sort();
  return value === undefined || text.join() === String(own(DEFAULTS, name)) ? 'as usual' : text.join(', ');
}

/** OpenSearch answers some values as text that were sent as numbers or booleans: compared as text, they are equal. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (Array.isArray(value)) return new Map([[path, JSON.stringify(value.map(String))]]);
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...leavesOf(inner, path ? `${path}.${name}` : name)]),
  );
}

const SHOWN = 120;

function shortened(leaf: string): string {
  return leaf.length > SHOWN ? `${leaf.slice(0, SHOWN)}…` : leaf;
}

function asFields(properties: unknown): Readonly<Record<string, Mapping>> {
  return (properties ?? {}) as Readonly<Record<string, Mapping>>;
}
