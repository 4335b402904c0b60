import { grouped } from '../figures.ts';
import { filmItem } from '../story/film-rows.ts';
import { putTogether } from '../story/items.ts';
import type { BadDay, ChapterResult, Poison } from './day.ts';
import { LUCENE_TERM_BYTES } from './fault-switches.ts';
import { films } from './films.ts';
import { describeLetters, untilRejected } from './letters.ts';
import { untilInStep, verdictAt } from './look.ts';

const FIELD = 'distributor';
const LONG_NAME = 'Bad Day & Sons, '.repeat(Math.ceil(LUCENE_TERM_BYTES / 16) + 10);
const PACK = 10;
const INDEX_OF_THE_LONG = 6;

/** The film whose distributor has a name longer than the index takes by then. */
export function longNamed() {
  const film = films[INDEX_OF_THE_LONG];
  if (!film) throw new RangeError('the day has films');
  return film;
}

/** The index was changed by hand, and now refuses a row that the schema admits: until the mapping is mended. */
export async function mappingConflict(day: BadDay): Promise<ChapterResult> {
  const { story, switches, since } = day;
  const long = longNamed();
  const pack = films.slice(0, PACK);
  const poison: Poison = {
    source: 'dlq search',
    code: 'HW_SEARCH_REJECTED',
    entity: 'film',
    key: long.key,
    field: `/${FIELD}`,
  };
  story.chapter(
    'A mapping conflict',
    `Someone has raised ignore_above of ${FIELD} in the film index by hand, beyond the ${grouped(LUCENE_TERM_BYTES)} bytes that Lucene takes. ` +
      `Then ${PACK} films change in one pack, and the ${FIELD} of one has ${grouped(LONG_NAME.length)} letters: good for the schema, not for this index.`,
  );
  await switches.raiseKeywordLimit('film', FIELD);
  await putTogether(
    day,
    pack.map((ref) => filmItem(ref, 500, ref === long ? { [FIELD]: { S: LONG_NAME } } : {})),
  );
  const seconds = await untilInStep(
    day,
    'the films beside it are in the index',
    pack.filter((ref) => ref !== long),
  );
  await untilRejected(day, [poison]);
  story.seen(
    `npx headwater dlq list --code ${poison.code} --entity film --newer ${since.toISOString()}`,
    await describeLetters(day, ['--code', poison.code, '--entity', 'film']),
  );
  story.seen(`npx headwater get film ${long.key}`, await verdictAt(day, long));
  story.mended('put the mapping right, then redrive: see 6.');
  story.held(`the other ${PACK - 1} films of the pack were in the index after ${seconds}`);
  return { chapter: 'mapping conflict', poison: [poison], facts: { inPack: PACK } };
}
