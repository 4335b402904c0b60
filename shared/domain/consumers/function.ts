import type { FunctionConsumer } from '../definition/headwater.ts';
import { nameProblems, twiceProblems } from '../definition/names.ts';
import { flag, list, maybe, text } from '../definition/settings.ts';
import { PLAIN, type ConsumerFacts } from './consumer-facts.ts';

const NAMES_GIVE = "give a list of names, such as ['shop']";

export const ownFunction: ConsumerFacts<FunctionConsumer> = {
  ...PLAIN,
  aka: ['lambda'],
  keeps: 'none',
  audited: false,
  counts: 'own-handler',
  spreadsTo: 'your functions',
  settings: {
    handler: text('give the path of a .ts file, from the folder of headwater.config.ts'),
    sideEffects: maybe(flag()),
    writesTo: maybe(list(text(NAMES_GIVE), NAMES_GIVE)),
    sendsTo: maybe(list(text(NAMES_GIVE), NAMES_GIVE)),
  },
  /** What it names must be there. */
  problems({ handler, writesTo = [], sendsTo = [] }, where, tableNames) {
    const unknown = writesTo.filter((name) => !tableNames.includes(name));
    return [
      ...twiceProblems(`${where}: writesTo`, writesTo),
      ...twiceProblems(`${where}: sendsTo`, sendsTo),
      ...unknown.map(
        (name) => `${where}: writesTo names "${name}", and there is no such table: name one of the definition's`,
      ),
      ...sendsTo.flatMap((queue) => nameProblems(`${where}: queue`, queue)),
      ...(/^(?!\/|.*\.\.).*\.ts$/.test(handler)
        ? []
        : [`${where}: handler "${handler}": give the path of a .ts file, from the folder of headwater.config.ts`]),
    ];
  },
  hasSideEffects: ({ sideEffects }) => sideEffects === true,
  ownHandlers: ({ handler }) => [handler],
  ownQueues: ({ sendsTo = [] }) => sendsTo,
};
