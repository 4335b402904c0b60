import { readFile } from 'node:fs/promises';

/** A record of movies.json as it stands there: nulls, numbers for titles, dates such as "Jun 12 1998". */
export interface Movie {
  readonly Title: string | number | null;
  readonly 'Release Date': string;
  readonly 'US Gross': number | null;
  readonly 'Worldwide Gross': number | null;
  readonly 'Production Budget': number | null;
  readonly 'MPAA Rating': string | null;
  readonly 'Running Time min': number | null;
  readonly Distributor: string | null;
  readonly Source: string | null;
  readonly 'Major Genre': string | null;
  readonly 'Creative Type': string | null;
  readonly Director: string | null;
  readonly 'Rotten Tomatoes Rating': number | null;
  readonly 'IMDB Rating': number | null;
  readonly 'IMDB Votes': number | null;
}

/** The 3,201 films of the npm package vega-datasets. It exports no path to the file, so the way goes by its main module. */
export async function readMovies(): Promise<readonly Movie[]> {
  const file = new URL('../data/movies.json', import.meta.resolve('vega-datasets'));
  return JSON.parse(await readFile(file, 'utf8')) as readonly Movie[];
}

/**
 * Some titles were written as Windows-1252 and read as Mac Roman ("LÈon" was "Léon"): this undoes it. A text with a
 * letter that Mac Roman does not have ("Alien³") was never harmed, and stays.
 */
export function restoreLetters(text: string): string {
  if (!/[^ -~]/.test(text)) return text;
  const restored = Array.from(text, (letter) => MAC_ROMAN_TO_WINDOWS.get(letter));
  return restored.includes(undefined) ? text : restored.join('');
}

const MAC_ROMAN_TO_WINDOWS: ReadonlyMap<string, string> = (() => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const mac = Array.from(new TextDecoder('macintosh').decode(bytes));
  const windows = Array.from(new TextDecoder('windows-1252').decode(bytes));
  return new Map(mac.map((letter, byte) => [letter, windows[byte] ?? letter]));
})();
