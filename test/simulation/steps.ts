/**
 * A history: what the scheduler does, one step after the other. Every step can be done in every state (it may then do
 * nothing), so that a failing history can be shortened by leaving steps out.
 */
import { DAMAGES, type Damage } from './damage.ts';
import { Random } from './random.ts';
import type { Fate } from './world/invocation.ts';
import { THEMES, WEIGHTS, type Episode } from './themes.ts';

/** `lane`, `which`, `from`, `until`: any whole number, taken modulo what there is to choose from. A clock is right at skew 29. */
export type Step =
  | {
      readonly do: 'put';
      readonly key: string;
      readonly kind: string;
      readonly title?: string;
      readonly price: number;
      readonly skew: number;
    }
  | { readonly do: 'touch' | 'delete' | 'expire'; readonly key: string; readonly skew: number }
  | { readonly do: 'normalize'; readonly lane: number; readonly most: number; readonly fates: readonly Fate[] }
  | { readonly do: 'deliver'; readonly which: number; readonly most: number; readonly how: 'once' | 'twice' | 'never' }
  | {
      readonly do: 'consume';
      readonly consumer: number;
      readonly which: number;
      readonly most: number;
      readonly fates: readonly Fate[];
    }
  | { readonly do: 'resume'; readonly which: number; readonly fates: readonly Fate[] }
  | { readonly do: 'scan'; readonly keys: readonly string[]; readonly skew: number }
  | { readonly do: 'backfill'; readonly most: number; readonly fates: readonly Fate[] }
  | { readonly do: 'replay'; readonly consumer: number; readonly from: number; readonly until: number }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'redrive'; readonly consumer: number; readonly most: number }
  | { readonly do: 'restore'; readonly back: number; readonly digits: number }
  | { readonly do: 'strange message' | 'export'; readonly consumer: number }
  | { readonly do: 'send exported'; readonly which: number }
  | { readonly do: 'give up'; readonly lane: number; readonly most: number }
  | { readonly do: 'send set aside'; readonly which: number; readonly fates: readonly Fate[] }
  | { readonly do: 'deploy'; readonly part: number }
  | { readonly do: 'sweep'; readonly consumer: number; readonly skew: number }
  | { readonly do: 'repair'; readonly consumer: number; readonly key: string; readonly skew: number }
  | { readonly do: 'send'; readonly most: number; readonly fates: readonly Fate[] }
  | { readonly do: 'damage'; readonly entity: string; readonly key: string; readonly how: Damage }
  | { readonly do: 'forge'; readonly entity: string; readonly key: string; readonly minutes: number }
  | { readonly do: 'flow' | 'purge' | 'mend' | 'break' | 'drain' };

export type StepOf<K extends Step['do']> = Extract<Step, { readonly do: K }>;

/** The history of a seed. */
export function historyOf(seed: number): readonly Step[] {
  const random = new Random(seed);
  const taste = tasteOf(random);
  const length = 30 + random.below(51);
  const steps: Step[] = [];
  while (steps.length < length) {
    if (taste.episodes.length > 0 && random.chance(15)) steps.push(...episodeOf(random, taste));
    else steps.push(stepOf(random, taste, kindOf(random, taste)));
  }
  return steps;
}

/** A course of events that chance alone would rarely bring about, with a step left out now and then. */
function episodeOf(random: Random, taste: Taste): readonly Step[] {
  const kinds = random.of(taste.episodes).filter(() => !random.chance(7));
  return kinds.map((kind) => (typeof kind === 'string' ? stepOf(random, taste, kind) : kind));
}

/** What a seed does often: a history that does everything a little rarely gets anywhere. */
interface Taste {
  readonly weights: readonly (readonly [Step['do'], number])[];
  readonly total: number;
  readonly faults: number;
  readonly keys: readonly string[];
  readonly waits: readonly number[];
  readonly episodes: readonly Episode[];
}

function tasteOf(random: Random): Taste {
  const theme = random.of(THEMES);
  // Each seed likes some steps more than others.
  const weights = WEIGHTS.map(([name, weight]) => {
    return [name, weight * (theme.likes[name] ?? theme.others) * random.of(LIKINGS)] as const;
  });
  return {
    weights,
    total: weights.reduce((sum, [, weight]) => sum + weight, 0),
    faults: random.of(theme.faults),
    keys: ['a', 'b', 'c'].slice(0, 1 + random.below(theme.keys)),
    waits: theme.waits,
    episodes: theme.episodes,
  };
}

const LIKINGS = [0.25, 0.5, 1, 1, 2, 4];
function kindOf(random: Random, { weights, total }: Taste): Step['do'] {
  let left = random.below(Math.ceil(total * 4)) / 4;
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return name;
  }
  return 'normalize';
}

function stepOf(random: Random, taste: Taste, kind: Step['do']): Step {
  const skew = random.chance(50) ? random.of([0, 29, 58]) : random.below(59);
  const key = random.of(taste.keys);
  switch (kind) {
    case 'put':
      return putOf(random, key, skew);
    case 'touch':
    case 'delete':
    case 'expire':
      return { do: kind, key, skew };
    case 'normalize':
      return { do: kind, lane: random.below(12), most: 1 + random.below(8), fates: fatesOf(random, taste) };
    case 'deliver':
      return { do: kind, which: random.below(64), most: 1 + random.below(6), how: random.of(DELIVERIES) };
    case 'consume':
      return {
        do: kind,
        consumer: consumerOf(random),
        which: random.below(64),
        most: 1 + random.below(6),
        fates: fatesOf(random, taste),
      };
    case 'resume':
      return { do: kind, which: random.below(8), fates: fatesOf(random, taste) };
    case 'scan':
      return { do: kind, keys: random.chance(50) ? taste.keys : [key], skew };
    case 'backfill':
      return { do: kind, most: 1 + random.below(3), fates: fatesOf(random, taste) };
    case 'replay':
      return { do: kind, consumer: consumerOf(random), from: random.below(64), until: random.of([0, 0, 1, 2, 7, 64]) };
    case 'wait':
      return { do: kind, milliseconds: random.of(taste.waits) };
    case 'redrive':
      return { do: kind, consumer: consumerOf(random), most: 1 + random.below(4) };
    case 'restore':
      return { do: kind, back: random.below(8), digits: 1 + random.below(12) };
    case 'strange message':
    case 'export':
      return { do: kind, consumer: consumerOf(random) };
    case 'send exported':
      return { do: kind, which: random.below(16) };
    case 'give up':
      return { do: kind, lane: random.below(12), most: 1 + random.below(4) };
    case 'send set aside':
      return { do: kind, which: random.below(8), fates: fatesOf(random, taste) };
    case 'sweep':
      return { do: kind, consumer: random.below(3), skew };
    case 'repair':
      return { do: kind, consumer: random.of([0, 2]), key, skew };
    case 'send':
      return { do: kind, most: 1 + random.below(4), fates: fatesOf(random, taste) };
    case 'damage':
      return { do: kind, entity: random.of(['film', 'film', 'film', 'book']), key, how: random.of(DAMAGES) };
    case 'forge':
      return { do: kind, entity: 'film', key, minutes: random.of([2, 5, 60]) };
    case 'deploy':
      return { do: kind, part: random.below(4) };
    case 'flow':
    case 'purge':
    case 'mend':
    case 'break':
    case 'drain':
      return { do: kind };
  }
}

/** Mostly a search consumer: its store is the more delicate one. */
function consumerOf(random: Random): number {
  return random.of(CONSUMERS);
}

const CONSUMERS = [0, 0, 0, 0, 0, 2, 2, 2, 1, 1];

const DELIVERIES = ['once', 'once', 'once', 'once', 'twice', 'never'] as const;
const TITLES = ['red', 'red', 'green', 'blue', 'large', 'poison', 'poison', undefined] as const;

function putOf(random: Random, key: string, skew: number): Step {
  const kind = random.chance(80) ? 'film' : random.of(['book', 'book', 'film', 'chair']);
  const title = random.of(TITLES);
  // A negative price does not fit the schema, nor does a row without a title.
  const price = random.chance(5) ? -1 : random.below(4);
  return { do: 'put', key, kind, price, skew, ...(title !== undefined && { title }) };
}

const FATES: readonly Fate[] = [
  'fail',
  'fail',
  'lost',
  'partial',
  'partial-other',
  'crash-before',
  'crash-after',
  'crash-within',
  'pause',
  'pause',
];

/** One fate for each effect to come; after them all goes well. */
function fatesOf(random: Random, { faults }: Taste): readonly Fate[] {
  const fates: Fate[] = [];
  while (fates.length < 4 && random.chance(70)) fates.push(random.chance(faults) ? random.of(FATES) : 'ok');
  while (fates.at(-1) === 'ok') fates.pop();
  return fates;
}
