/**
 * What is wrong with an entity's indices, and what mends it: one table for the set-up of a deploy, `status` and
 * `search-setup`. Pure: from what `readIndices` found.
 */
import type { EntityIndices, PhysicalIndex } from './index-state.ts';
import { readAlias, writeAlias } from '../../dialects/opensearch/names.ts';

/** What becomes of a change, or of a search, while it is so. */
export type Effect = 'changes wait' | 'changes are lost to readers' | 'searches fail' | 'searches see too much';

export type IndexProblemKind =
  | 'no index'
  | 'foreign index'
  | 'live index unknown'
  | 'closed'
  | 'blocked'
  | 'no read alias'
  | 'two live indices'
  | 'tombstones shown'
  | 'no write alias'
  | 'no own alias'
  | 'no script'
  | 'no answer';

export interface IndexProblem {
  readonly kind: IndexProblemKind;
  readonly entity: string;
  readonly problem: string;
  readonly effect: Effect;
  readonly next: string;
}

const FOR_A_PERSON: ReadonlySet<IndexProblemKind> = new Set([
  'foreign index',
  'live index unknown',
  'closed',
  'two live indices',
]);

/** Whether the set-up of a deploy leaves it, because only a person can know what is right. */
export function isForAPerson({ kind }: IndexProblem): boolean {
  return FOR_A_PERSON.has(kind);
}

/** What brings an alias back, opens an index or sets one aside. None of them removes a document. */
export type IndexMending =
  | { readonly do: 'make' }
  | { readonly do: 'alias'; readonly index: string; readonly read: boolean; readonly write: boolean }
  | { readonly do: 'open'; readonly index: string }
  /** Aliases are taken from it; its documents stay. */
  | { readonly do: 'set aside'; readonly index: string };

const SETUP = '`npx headwater search-setup`, then with --yes';

export function problemsOf(found: EntityIndices): readonly IndexProblem[] {
  const { entity, physical, read, write } = found;
  const told = tellerOf(entity);
  if (physical.length === 0 && read.length === 0 && write.length === 0)
    return [told('no index', 'there is no index', 'changes wait')];
  const [foreign, ...more] = foreignIndices(found);
  if (foreign !== undefined) {
    const all = [foreign, ...more].join(', ');
    const next = `Take the aliases ${readAlias(entity)} and ${writeAlias(entity)} from ${all}: it is not Headwater's.`;
    const problem = `an alias stands for ${all}, which is no index of ${entity}`;
    return [told('foreign index', problem, 'searches see too much', next)];
  }
  const live = liveIndexOf(found);
  if (live === undefined) {
    const problem = `none of ${physical.map(({ name }) => name).join(', ')} is known to be the live one`;
    return [told('live index unknown', problem, 'changes wait', CHOOSE)];
  }
  const fed = physical.filter(({ name }) => name === live.name || write.includes(name));
  return [...aliasProblems(found, live.name, told), ...fed.flatMap((index) => stateProblems(index, told))];
}

type Teller = (kind: IndexProblemKind, problem: string, effect: Effect, next?: string) => IndexProblem;

function tellerOf(entity: string): Teller {
  return (kind, problem, effect, next = SETUP) => ({ kind, entity, problem, effect, next });
}

function aliasProblems(
  { entity, read, write, hidesTombstones }: EntityIndices,
  live: string,
  told: Teller,
): readonly IndexProblem[] {
  const problems: IndexProblem[] = [];
  const alias = `the read alias ${readAlias(entity)}`;
  if (read.length === 0) problems.push(told('no read alias', `${alias} is gone`, 'searches fail'));
  if (read.length > 1)
    problems.push(told('two live indices', `readers see ${read.join(' and ')}`, 'searches see too much'));
  if (!hidesTombstones)
    problems.push(told('tombstones shown', `${alias} hides no tombstones`, 'searches see too much'));
  if (!write.includes(live)) {
    const effect = write.length === 0 ? 'changes wait' : 'changes are lost to readers';
    const problem = `the write alias ${writeAlias(entity)} does not stand for ${live}`;
    problems.push(told('no write alias', problem, effect));
  }
  return problems;
}

function stateProblems(index: PhysicalIndex, told: Teller): readonly IndexProblem[] {
  const problems: IndexProblem[] = [];
  if (index.closed) problems.push(told('closed', `the index ${index.name} is closed`, 'changes wait'));
  if (!index.hasOwnAlias)
    problems.push(told('no own alias', `the index ${index.name} lacks its own alias`, 'changes wait'));
  // A closed index has a block of its own, which goes when it is opened.
  if (index.blocks.length > 0 && !index.closed)
    problems.push(told('blocked', blocked(index), 'changes wait', unblock(index)));
  return problems;
}

const CHOOSE =
  "Delete those that are not needed (OpenSearch's own API: DELETE /<index>), or make a backup and begin anew.";

/** In the order in which they are done. */
export function mendingsOf(found: EntityIndices): readonly IndexMending[] {
  const { physical, read, write, hidesTombstones } = found;
  if (foreignIndices(found).length > 0) return [];
  if (physical.length === 0) return read.length === 0 && write.length === 0 ? [{ do: 'make' }] : [];
  const live = liveIndexOf(found);
  if (live === undefined) return [];
  const opened = physical.filter(({ name, closed }) => closed && (name === live.name || write.includes(name)));
  const aside = read.length > 1 ? read.filter((name) => name !== live.name) : [];
  const lacksRead = read.length === 0 || !hidesTombstones;
  const lacksWrite = !write.includes(live.name) || !live.hasOwnAlias;
  const others = physical.filter(({ name, hasOwnAlias }) => name !== live.name && write.includes(name) && !hasOwnAlias);
  return [
    ...opened.map(({ name }) => ({ do: 'open', index: name }) as const),
    ...(lacksRead || lacksWrite
      ? [{ do: 'alias', index: live.name, read: lacksRead, write: lacksWrite } as const]
      : []),
    ...others.map(({ name }) => ({ do: 'alias', index: name, read: false, write: true }) as const),
    ...aside.map((index) => ({ do: 'set aside', index }) as const),
  ];
}

/**
 * The index that readers are to see. What readers see decides; then what a reindex marked; then what is written to; then
 * there being only one. Nothing is guessed from numbers.
 */
export function liveIndexOf({ physical, read, write, marked, fullest }: EntityIndices): PhysicalIndex | undefined {
  const one = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);
  const all = physical.map(({ name }) => name);
  const name = one(read) ?? (read.length > 1 ? (marked ?? fullest) : (marked ?? one(write) ?? one(all)));
  return physical.find((index) => index.name === name);
}

function foreignIndices({ physical, read, write }: EntityIndices): readonly string[] {
  const own = new Set(physical.map(({ name }) => name));
  return [...new Set([...read, ...write])].filter((name) => !own.has(name)).sort();
}

function blocked({ name, blocks }: PhysicalIndex): string {
  const disk = blocks.includes('read_only_allow_delete') ? ': the disk is almost full' : '';
  return `the index ${name} takes no writes (${blocks.map((block) => `index.blocks.${block}`).join(', ')})${disk}`;
}

function unblock({ name, blocks }: PhysicalIndex): string {
  if (blocks.includes('read_only_allow_delete'))
    return 'Give the domain more storage, or delete what is not needed: OpenSearch lifts the block by itself then.';
  const body = blocks.map((block) => `"index.blocks.${block}": null`).join(', ');
  return `Somebody set it. When it is no longer wanted: PUT /${name}/_settings {${body}}`;
}
