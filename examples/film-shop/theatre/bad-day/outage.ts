import { PlayFailure } from '../failure.ts';
import { describeBuffers } from '../story/buffers.ts';
import { filmItem } from '../story/film-rows.ts';
import { putTogether } from '../story/items.ts';
import { countsSince } from '../story/counts.ts';
import type { BadDay, ChapterResult } from './day.ts';
import { filmName, films } from './films.ts';
import { isInStep, untilInStep, verdictAt } from './look.ts';
import { waitFor } from '../story/wait.ts';

/** OpenSearch takes no writes for a while, as with a full disk: 429, from the flood-stage watermark on. */
export async function outage(day: BadDay): Promise<ChapterResult> {
  const { story, switches, search } = day;
  const [first] = films;
  if (!first) throw new RangeError('the day has films');
  story.chapter(
    'OpenSearch refuses',
    "The search node's disk is almost full: OpenSearch blocks its indices and answers every write with 429. " +
      `Writes go on: ${films.length} prices change.`,
  );
  await switches.fillDisk(true);
  const from = new Date();
  await putTogether(
    day,
    films.map((ref) => filmItem(ref, 200)),
  );
  const { found: refused } = await waitFor(day, 'OpenSearch has refused the changes', () => refusedSince(day, from));
  const behind = (await Promise.all(films.map((ref) => isInStep(day, ref)))).filter((inStep) => !inStep).length;
  if (behind !== films.length) {
    throw new PlayFailure(
      `OpenSearch refuses all writes, and yet ${films.length - behind} films are in step.`,
      'The fault did not take hold: look at the settings of the indices.',
    );
  }
  story.seen('npx headwater status', await describeBuffers(day));
  story.seen(`npx headwater get film ${filmName(1)}`, await verdictAt(day, first));
  await switches.fillDisk(false);
  const indices = search.entities.map((entity) => `${entity}-write`).join(',');
  story.mended(
    'give it more disk. OpenSearch then lifts the block itself, or:',
    `curl --aws-sigv4 aws:amz:${day.session.cloud.clientSettings.region}:es -u test:test -X PUT ${search.endpoint}/${indices}/_settings \\`,
    `  -H 'content-type: application/json' -d '{"index.blocks.read_only_allow_delete": null}'`,
  );
  const seconds = await untilInStep(day, 'the consumer has tried again', films);
  story.held(`all ${films.length} prices are in the index ${seconds} later: refused ${refused} times, none lost`);
  return { chapter: 'outage', poison: [], facts: { refused } };
}

/** Changes that the search consumer gave back to its queue, from its own counts; undefined while there is none. */
async function refusedSince({ session }: BadDay, from: Date): Promise<number | undefined> {
  const { indexers } = await countsSince(session, from);
  return indexers.Retry || undefined;
}
