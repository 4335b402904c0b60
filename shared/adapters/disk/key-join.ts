import { hash } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../domain/row/json.ts';
import type { Joined, KeyJoin } from '../../ports/join.ts';
import { linesOf } from './lines.ts';

export interface DiskJoinOptions {
  readonly sides: number;
  /** Where its files go. @default the system's directory for temporary files */
  readonly directory?: string;
  /** What one part may have at most to be joined in memory; a larger one is divided again. @default 12 MB */
  readonly partBytes?: number;
}

/** Parts of the first division: a million rows give parts of a few MB. */
const PARTS = 64;
/** Text that a part collects before it is written: all parts together hold some 4 MB. */
const BUFFERED = 32_768;
const PART_BYTES = 12_000_000;
/** An MD5 has 16 bytes, one for each division; 64^4 parts of 12 MB are more than any disk holds. */
const DEEPEST = 15;

/**
 * Joins on disk: keys are divided by their hash into parts that fit in memory, and each part is joined by itself (the
 * "grace hash join" of Kitsuregawa et al., 1983). Only you can read its files.
 */
export async function createDiskJoin(options: DiskJoinOptions): Promise<KeyJoin> {
  const directory = await mkdtemp(join(options.directory ?? tmpdir(), 'headwater-join-'));
  const { sides, partBytes = PART_BYTES } = options;
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  const first = await divide(join(directory, '0'), 0).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  let isClosed = false;
  return {
    // What still comes from a side that is being broken off would be written into a directory that goes.
    put: (side, key, value) => (isClosed ? undefined : first.add(key, `${JSON.stringify([side, key, value])}\n`)),
    async *joined() {
      for (const part of await first.finish()) yield* joinPart(part, 1, { sides, partBytes });
    },
    close: async () => {
      isClosed = true;
      await first.abandon();
      await remove();
    },
  };
}

interface Part {
  readonly path: string;
  bytes: number;
}

interface Division {
  add(key: string, line: string): Promise<void> | void;
  finish(): Promise<readonly Part[]>;
  /** Closes its files, and writes nothing more: the disk may be full. Never fails. */
  abandon(): Promise<void>;
}

/** @param depth how often what comes in was divided before: which byte of the hash decides */
async function divide(directory: string, depth: number): Promise<Division> {
  await mkdir(directory, { recursive: true });
  const writers = new Map<number, PartWriter>();
  return {
    add(key, line) {
      const number = (hash('md5', key, 'buffer')[depth] ?? 0) % PARTS;
      const writer = writers.get(number) ?? new PartWriter(join(directory, String(number)));
      writers.set(number, writer);
      return writer.add(line);
    },
    async finish() {
      const finished: Part[] = [];
      for (const writer of writers.values()) finished.push(await writer.finish());
      return finished;
    },
    async abandon() {
      await Promise.all([...writers.values()].map((writer) => writer.abandon()));
    },
  };
}

/** Appends lines to one file, in order. */
class PartWriter {
  readonly #part: Part;
  #buffered = '';
  #file: FileHandle | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#part = { path, bytes: 0 };
  }

  add(line: string): Promise<void> | void {
    this.#buffered += line;
    if (this.#buffered.length >= BUFFERED) return this.#flush();
  }

  async finish(): Promise<Part> {
    await this.#flush();
    await this.#file?.close();
    this.#file = undefined;
    return this.#part;
  }

  async abandon(): Promise<void> {
    this.#buffered = '';
    await this.#writing.catch(() => undefined);
    await this.#file?.close().catch(() => undefined);
    this.#file = undefined;
  }

  #flush(): Promise<void> {
    const text = this.#buffered;
    this.#buffered = '';
    this.#writing = this.#writing.then(async () => {
      if (text === '') return;
      this.#file ??= await open(this.#part.path, 'a', 0o600);
      await this.#file.appendFile(text);
      this.#part.bytes += Buffer.byteLength(text);
    });
    return this.#writing;
  }
}

type Line = readonly [side: number, key: string, value: Json];

interface JoinBounds {
  readonly sides: number;
  readonly partBytes: number;
}

async function divideAgain(part: Part, division: Division): Promise<readonly Part[]> {
  try {
    for await (const text of linesOf(createReadStream(part.path))) {
      await division.add((JSON.parse(text) as Line)[1], `${text}\n`);
    }
    return await division.finish();
  } catch (error) {
    await division.abandon();
    throw error;
  }
}

async function* joinPart(part: Part, depth: number, bounds: JoinBounds): AsyncIterable<Joined> {
  if (part.bytes > bounds.partBytes && depth <= DEEPEST) {
    const division = await divide(`${part.path}-parts`, depth);
    const smaller = await divideAgain(part, division);
    await rm(part.path);
    for (const one of smaller) yield* joinPart(one, depth + 1, bounds);
    return;
  }
  const byKey = new Map<string, (Json | undefined)[]>();
  for (const text of (await readFile(part.path, 'utf8')).split('\n')) {
    if (text === '') continue;
    const [side, key, value] = JSON.parse(text) as Line;
    const values = byKey.get(key) ?? Array.from<Json | undefined>({ length: bounds.sides });
    values[side] = value;
    byKey.set(key, values);
  }
  await rm(part.path);
  for (const [key, values] of byKey) yield { key, values };
}
