import type { Mutant } from './list.ts';

const FALSE = 'shared/domain/change/false-position.ts';
const COPY = 'shared/runtime/verify/copy.ts';
const TEST = 'test/property/false-position.test.ts';

/** Faults in what is done about positions that no stream gave, and about marks that are behind. */
export const FALSE_POSITION_MUTANTS: readonly Mutant[] = [
  {
    name: 'void-without-margin',
    fault: 'clocks that differ make real changes false',
    file: FALSE,
    find: 'at > top.at + marginMs',
    replace: 'at > top.at',
    caughtBy: TEST,
  },
  {
    name: 'void-whatever-is-on-top',
    fault: 'the higher position is always the false one, whatever the table holds',
    file: FALSE,
    find: 'const isSure = held.length > 0 &&',
    replace: 'const isSure = later.length > 0 ||',
    caughtBy: TEST,
  },
  {
    name: 'void-one-only',
    fault: 'of several positions that are too high only the highest is voided',
    file: FALSE,
    find: '    if (!isSure) break;\n',
    replace: '    break;\n',
    caughtBy: TEST,
  },
  {
    name: 'void-nothing',
    fault: 'a position that is too high is believed',
    file: FALSE,
    find: 'for (let top = rest.at(-1); top !== undefined; top = rest.at(-1)) {',
    replace: 'for (let top = rest.at(-1); top !== undefined && rest.length < 0; top = rest.at(-1)) {',
  },
  {
    name: 'keep-any-position',
    fault: 'a repair goes on from the position that the store has, also where the read guards what it guards',
    file: COPY,
    find: 'return isReal && guards ? marks.position : undefined;',
    replace: 'return isReal || guards ? marks.position : undefined;',
  },
];
