import type { Terminal } from 'headwater';
import type { LoadResult } from '../../load-films.ts';
import { grouped } from '../figures.ts';
import { heading } from '../styles.ts';
import type { Rebuild } from './rebuild.ts';
import type { Day } from './shop-day.ts';
import type { Passage } from './watch.ts';

export function tellLoad(terminal: Terminal, loaded: LoadResult, passage: Passage): void {
  if (loaded.status === 'already-there') {
    terminal.say(`\n${heading('The film shop')} is loaded already: what it has sold since stays sold.`);
    return;
  }
  terminal.say(
    `\n${heading('The film shop')}: ${grouped(loaded.films)} films and ${grouped(loaded.stock)} stock rows written. ${through(passage)}`,
  );
}

export function tellDay(terminal: Terminal, day: Day, passage: Passage): void {
  const { priceChanges, sales, soldOut, filmsWithdrawn, stockWithdrawn, expired } = day;
  terminal.say(
    [
      `\n${heading('A day of sales')}: ${grouped(sales)} sales (${grouped(soldOut)} more found too little on the shelf), ${grouped(priceChanges)} prices changed,`,
      `${filmsWithdrawn} films withdrawn with their ${stockWithdrawn} stock rows, ${expired.length} expired by TTL (${expired.join(', ')}). ${through(passage)}`,
    ].join('\n'),
  );
}

export function tellRebuild(terminal: Terminal, { entity, before, after, seconds }: Rebuild): void {
  terminal.say(
    `\n${heading('Rebuilt from the archive')}: the ${entity} index was emptied (${grouped(before)} documents) and the archive replayed into it: ${grouped(after)} documents in ${seconds.toFixed(1)} s.`,
  );
}

function through({ flow, seconds, perSecond }: Passage): string {
  const { published, suppressed, rejected } = flow;
  const outcomes = [`${grouped(published)} published`];
  if (suppressed > 0) outcomes.push(`${grouped(suppressed)} suppressed`);
  if (rejected > 0) outcomes.push(`${grouped(rejected)} rejected`);
  return `${outcomes.join(', ')}; searchable and archived after ${seconds.toFixed(1)} s (${grouped(Math.round(perSecond))} changes/s).`;
}
