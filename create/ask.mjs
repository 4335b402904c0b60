/* global AbortController */
// What the app needs to know: where it goes, and what its first entity is called.
import { createInterface } from 'node:readline/promises';
import { Refused } from './write-app.mjs';

/** Whoever was asked has left: Ctrl-C, or Ctrl-D. */
export class Left extends Error {}

/** @returns folder and entity; two questions at most, and none with `yes` */
export async function ask({ folder, entity, yes }) {
  if (yes || (folder !== undefined && entity !== undefined)) {
    if (folder === undefined) throw new Refused('No folder was named.', 'npm create headwater my-app -- --yes');
    return { folder, entity: entity ?? 'product' };
  }
  if (!process.stdin.isTTY) {
    throw new Refused('There is no terminal to ask on.', `npm create headwater ${folder ?? 'my-app'} -- --yes`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  prompt.once('SIGINT', () => left.abort());
  prompt.once('close', () => left.abort());
  const question = async (text, usual) => (await prompt.question(`${text} (${usual}) `, left)).trim() || usual;
  try {
    return {
      folder: folder ?? (await question('Which folder?', 'my-app')),
      entity: entity ?? (await question('What is your first entity called?', 'product')),
    };
  } catch (error) {
    throw left.signal.aborted ? new Left() : error;
  } finally {
    prompt.close();
  }
}
