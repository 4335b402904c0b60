/** `npm run bench [-- publish backfill consume history lake functions]`: ratios against a baseline in the same run; never a timed test. */
import { benchBackfill } from './backfill.ts';
import { benchConsume } from './consume.ts';
import { benchFunctions } from './functions.ts';
import { benchHistory } from './history.ts';
import { benchLake } from './lake.ts';
import { benchPublish } from './publish.ts';

const benches = {
  publish: benchPublish,
  backfill: benchBackfill,
  consume: benchConsume,
  history: benchHistory,
  lake: benchLake,
  functions: benchFunctions,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`there is no bench "${unknown.join('", "')}": choose among ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
console.log(
  `Node ${process.version}; medians of rounds in turn, CPU time of this process; ratios to the first line of each part`,
);
for (const [name, bench] of Object.entries(benches)) if (asked.length === 0 || asked.includes(name)) await bench();
