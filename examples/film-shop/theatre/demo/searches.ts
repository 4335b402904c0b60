import { film } from '../../entities.ts';

/** What the demo asks of the index. */
export const SEARCHES = [
  { entity: film, query: 'star wars' },
  { entity: film, query: 'alien*' },
  { entity: film, query: 'kubrick' },
] as const;
