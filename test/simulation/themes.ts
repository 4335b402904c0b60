/** What histories are about. Three seeds of twelve do what chance brings. */
import type { Step } from './steps.ts';
import { DAY, MINUTE, SECOND } from './world/times.ts';

/** Kinds of steps, or steps that chance has no part in. */
export type Episode = readonly (Step['do'] | Step)[];

/** How often a step is done, before a theme and a seed have their say. */
export const WEIGHTS: readonly (readonly [Step['do'], number])[] = [
  ['put', 16],
  ['touch', 2],
  ['delete', 6],
  ['expire', 2],
  ['normalize', 16],
  ['deliver', 14],
  ['consume', 20],
  ['resume', 5],
  ['scan', 4],
  ['backfill', 4],
  ['replay', 3],
  ['flow', 6],
  ['wait', 8],
  ['redrive', 3],
  ['restore', 1],
  ['sweep', 1],
  ['repair', 1],
  ['send', 2],
  ['export', 1],
  ['send exported', 1],
  ['give up', 3],
  ['send set aside', 3],
  ['deploy', 2],
  ['strange message', 1],
  ['purge', 3],
  ['mend', 1],
  ['break', 1],
  ['drain', 2],
];

const SHORT = [SECOND / 2, SECOND, 20 * SECOND, 45 * SECOND, MINUTE, 2 * MINUTE, 4 * MINUTE];

export interface Theme {
  readonly likes: Partial<Record<Step['do'], number>>;
  readonly others: number;
  readonly faults: readonly number[];
  readonly keys: number;
  readonly waits: readonly number[];
  readonly episodes: readonly Episode[];
}

const ANYTHING: Theme = { likes: {}, others: 1, faults: [0, 10, 30, 60], keys: 3, waits: SHORT, episodes: [] };
const MINUTE_LATER: Step = { do: 'wait', milliseconds: MINUTE };
/** A fast clock's write before a slow clock's: the later one has the earlier time. */
function putAt(skew: number): Step {
  return { do: 'put', key: 'a', kind: 'film', title: skew > 29 ? 'red' : 'green', price: 1, skew };
}
const READ_FIRST: Episode = [
  { do: 'backfill', most: 3, fates: [] },
  { do: 'deliver', which: 0, most: 3, how: 'once' },
  { do: 'consume', consumer: 0, which: 0, most: 6, fates: [] },
];
const ONE_BY_ONE: Episode = [
  { do: 'normalize', lane: 0, most: 8, fates: [] },
  { do: 'deliver', which: 0, most: 6, how: 'once' },
  { do: 'consume', consumer: 0, which: 2, most: 1, fates: [] },
  { do: 'consume', consumer: 0, which: 0, most: 1, fates: [] },
];
/** Writes and reads of one key around the margin, which meet late and out of order. */
const SNAPSHOTS: Theme = {
  likes: { put: 0.5, delete: 0.5, flow: 2, deliver: 0.5, consume: 0.5, scan: 2, backfill: 2, replay: 2, wait: 2 },
  others: 0.1,
  faults: [0],
  keys: 1,
  waits: [5 * SECOND, 20 * SECOND, 40 * SECOND, 50 * SECOND, 60 * SECOND, 70 * SECOND, 90 * SECOND, 2 * MINUTE],
  episodes: [
    ['put', 'flow', 'put', 'flow', 'wait', 'scan', 'backfill', 'flow', 'replay', 'flow'],
    ['scan', 'put', 'flow', 'wait', 'scan', 'backfill', 'deliver', 'consume', 'flow'],
    ['scan', 'delete', 'flow', 'wait', 'backfill', 'flow'],
    ['put', 'put', 'wait', 'scan', 'backfill', 'deliver', 'consume', 'deliver', 'consume', 'flow'],
    [putAt(58), putAt(0), MINUTE_LATER, 'scan', ...READ_FIRST, ...ONE_BY_ONE, 'flow'],
    ['put', 'flow', 'wait', putAt(0), 'delete', 'wait', 'scan', ...READ_FIRST, ...ONE_BY_ONE, 'flow', 'replay', 'flow'],
  ],
};
const DAYS_30: Step = { do: 'wait', milliseconds: 30 * DAY - MINUTE };
const DAYS_90: Step = { do: 'wait', milliseconds: 90 * DAY };
/** A record lies in the on-failure bucket for as long as it may, and is overtaken. */
const SET_ASIDE: Episode = ['put', 'give up', 'delete', 'flow', DAYS_90, 'send set aside', 'flow', 'flow'];
const REPLAY: Step = { do: 'replay', consumer: 0, from: 0, until: 0 };
const NEVER: Step = { do: 'deliver', which: 0, most: 3, how: 'never' };
const AGAIN: Step = { do: 'redrive', consumer: 0, most: 3 };
/** Once through each place behind the bus, for as long as it may: waiting ends at each place's retention. */
const LONGEST: Episode = [DAYS_90, NEVER, DAYS_90, AGAIN, 'break', DAYS_90, 'flow', DAYS_90, 'purge', AGAIN, 'flow'];
const refused = (title: string): Step => ({ do: 'put', key: 'a', kind: 'film', title, price: 1, skew: 29 });

/** Few writes, long ago: what comes again at the end of every retention. */
const AGES: Theme = {
  likes: {
    ...{ put: 0.2, delete: 0.3, flow: 2, replay: 3, wait: 3, purge: 3, drain: 2, deliver: 0.2, consume: 0.2 },
    ...{ 'give up': 0.3, 'send set aside': 0.3, export: 2, 'send exported': 2 },
  },
  others: 0.1,
  faults: [0],
  keys: 1,
  waits: [DAY, 6 * DAY, 13 * DAY, 29 * DAY, 30 * DAY, 60 * DAY, 90 * DAY],
  episodes: [
    ['put', 'flow', 'delete', 'flow', 'drain', 'wait', 'replay', 'wait', 'purge', 'flow'],
    ['put', 'flow', 'scan', 'delete', 'flow', 'drain', 'wait', 'replay', 'wait', 'purge', 'flow'],
    [...SET_ASIDE, DAYS_30, 'replay', 'wait', 'purge', 'flow', 'flow'],
    ['drain', refused('poison'), ...SET_ASIDE.slice(1), 'drain', DAYS_30, REPLAY, ...LONGEST],
    ['drain', refused('large poison'), 'drain', DAYS_30, REPLAY, ...LONGEST],
    [
      'put',
      'normalize',
      NEVER,
      'export',
      'drain',
      'delete',
      'drain',
      DAYS_90,
      DAYS_90,
      'purge',
      'send exported',
      'flow',
    ],
  ],
};
/** Much goes wrong in few long batches. */
const FAILURES: Theme = {
  likes: { put: 2, scan: 0.2, backfill: 0.2, replay: 0.2, flow: 0, wait: 0.3, drain: 0 },
  others: 1,
  faults: [60, 90],
  keys: 3,
  waits: SHORT,
  episodes: [],
};
/** A deploy of a new version in the middle: old events come late, from queues, replays and dead letters. */
const VERSIONS: Theme = {
  likes: { deploy: 4, replay: 3, redrive: 2, 'give up': 2, 'send set aside': 2, scan: 0.3, backfill: 0.3 },
  others: 1,
  faults: [0, 10, 30],
  keys: 2,
  waits: SHORT,
  episodes: [
    ['put', 'put', 'normalize', 'deploy', 'deliver', 'deploy', 'consume', 'replay', 'flow'],
    ['put', 'flow', 'put', 'deploy', 'flow', 'deploy', 'replay', 'flow'],
  ],
};
/** Documents are damaged by hand, and repaired beside everything else. */
const DAMAGES: Theme = {
  likes: { repair: 3, sweep: 2, send: 2, wait: 0.5, purge: 0 },
  others: 1,
  faults: [0, 30],
  keys: 2,
  waits: SHORT,
  episodes: [
    ['put', 'flow', 'damage', 'repair', 'send', 'flow'],
    ['damage', 'put', 'flow', 'repair', 'put', 'flow', 'send', 'flow'],
    ['damage', 'delete', 'flow', 'repair', 'send', 'replay', 'flow'],
  ],
};
/** Events that no stream gave come between the others. */
const FORGERIES: Theme = {
  likes: { forge: 2, repair: 3, send: 3, wait: 1, purge: 0, restore: 0 },
  others: 1,
  faults: [0, 30],
  keys: 2,
  waits: SHORT,
  episodes: [
    ['put', 'flow', 'forge', 'send', 'flow', 'wait', 'put', 'flow', 'repair', 'send', 'flow'],
    ['put', 'flow', 'forge', 'send', 'flow', 'repair', 'send', 'flow', 'put', 'flow'],
    ['forge', 'send', 'put', 'flow', 'delete', 'flow', 'repair', 'send', 'flow'],
  ],
};
/** The table is restored while things are under way, and its stores are swept. */
const RESTORES: Theme = {
  likes: { restore: 4, sweep: 4, send: 2, repair: 2, scan: 2, backfill: 2, delete: 2 },
  others: 1,
  faults: [0, 0, 30],
  keys: 2,
  waits: [...SHORT, 5 * MINUTE, DAY],
  episodes: [
    ['put', 'flow', 'restore', 'wait', 'scan', 'backfill', 'sweep', 'send', 'flow'],
    ['put', 'flow', 'delete', 'scan', 'sweep', 'put', 'send', 'flow'],
  ],
};
export const THEMES = [
  FORGERIES,
  DAMAGES,
  RESTORES,
  ANYTHING,
  ANYTHING,
  ANYTHING,
  VERSIONS,
  SNAPSHOTS,
  SNAPSHOTS,
  AGES,
  FAILURES,
  FAILURES,
];
