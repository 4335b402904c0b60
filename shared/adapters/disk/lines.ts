const LINE_FEED = 0x0a;

/**
 * The lines of a file with one JSON value each. Node's `readline` also ends a line at U+2028, U+2029 and a lone carriage
 * return, which stand in JSON text as they are; here a line feed alone does.
 *
 * @param bytes UTF-8, in chunks as they come
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let pieces: Uint8Array[] = [];
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      yield textOf([...pieces, chunk.subarray(from, end)]);
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  if (pieces.length > 0) yield textOf(pieces);
}

/** Decoded as a whole: a character may lie in two chunks. */
function textOf(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString('utf8');
}
