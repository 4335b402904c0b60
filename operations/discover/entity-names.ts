/** Names of entities, tables and constants: lower-case words with hyphens, each its own. */
import { indexNameProblems, nameProblems } from '../../shared/domain/definition/names.ts';
import { wordsOf } from './words.ts';

const LONGEST = 24;

/** The words as a name: `OrderLine` -> order-line. @returns undefined when nothing is left of it */
export function hyphenated(text: string): string | undefined {
  const words = wordsOf(text).flatMap((word) => word.match(/[a-z0-9]+/g) ?? []);
  const first = words.findIndex((word) => /^[a-z]/.test(word));
  if (first < 0) return undefined;
  const fitting: string[] = [];
  for (const word of words.slice(first)) {
    if ([...fitting, word].join('-').length > LONGEST) break;
    fitting.push(word);
  }
  return fitting.length > 0 ? fitting.join('-') : words[first]?.slice(0, LONGEST);
}

/** Of a table of one entity: `shop_production_users` -> user, `Customer-x7k2m4-dev` -> customer. */
export function entityOfTable(table: string): string {
  const words = wordsOf(table).filter((word) => /^[a-z]{3,}$/.test(word) && !SURROUNDINGS.has(word));
  const parts = table.split(/[-_.]/);
  const last = parts.length > 1 && /_/.test(table) ? words.slice(-1) : words.slice(0, 2);
  return hyphenated(singular(last.join('-'))) ?? 'item';
}

const SURROUNDINGS: ReadonlySet<string> = new Set([
  'dev',
  'prod',
  'production',
  'stage',
  'staging',
  'test',
  'table',
  'app',
  'main',
  'model',
  'models',
  'the',
  'data',
  'live',
]);

function singular(word: string): string {
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Of groups, in their order: each its own. */
export function entityNames(
  groups: readonly { readonly label: string | undefined }[],
  table: { readonly name: string },
): readonly string[] {
  const names: string[] = [];
  for (const { label } of groups) {
    names.push(freeName((label === undefined ? undefined : hyphenated(label)) ?? entityOfTable(table.name), names));
  }
  return names;
}

/** The first of the name and its numbered ones that nothing else is called like. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const letters = ['', ...Array.from('bcdefghijklmnopqrstuvwxyz')];
  const candidates = Array.from({ length: 27 }, (_, round) =>
    letters.map(
      (letter) =>
        `${wanted.slice(0, LONGEST - 4)}${round === 0 ? '' : `-x${round}`}${letter === '' ? '' : `-${letter}`}`,
    ),
  ).flat();
  const free = [wanted, ...candidates].find((name) => isFree(name, taken));
  return free ?? 'item';
}

/** Resources are called after a name without its hyphens, tables of the analytics copy with endings of their own. */
function isFree(name: string, taken: readonly string[]): boolean {
  const bare = (one: string): string => one.replaceAll('-', '');
  const related = (one: string, other: string): boolean =>
    one.startsWith(other) && /^(history|current|snapshot|reach|raw)/.test(one.slice(other.length));
  return (
    nameProblems('', name).length === 0 &&
    indexNameProblems(name).length === 0 &&
    taken.every(
      (other) => bare(other) !== bare(name) && !related(bare(name), bare(other)) && !related(bare(other), bare(name)),
    )
  );
}
