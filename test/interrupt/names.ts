/**
 * The name of a point: what it is, without what differs from run to run. `POST /film-write/_bulk` is one point, however often it is
 * asked; so is a line of progress, whatever it counts.
 *
 * @example nameOf('stderr … fill: 1,200 of 4,000') === 'stderr … fill: # of #'
 * @example nameOf('http.client.request.start GET /film-000003/_search') === 'http.client.request.start GET /film-#/_search'
 */
export function nameOf(point: string): string {
  return decoded(point)
    .replaceAll(/\p{Hex_Digit}{8}(-\p{Hex_Digit}{4}){3}-\p{Hex_Digit}{12}/gu, '#')
    .replaceAll(/[\p{L}\p{N}_]*\p{Nd}[\p{L}\p{N}_]*/gu, '#')
    .replaceAll(/#([-.,:+]#)+/g, '#')
    .slice(0, LONGEST_NAME);
}

/** What tells lines apart stands at their beginning; behind it stand keys and values. */
const LONGEST_NAME = 100;

/** Keys in paths are encoded: `entity%3Dfilm`. */
function decoded(point: string): string {
  return point.replaceAll(/%[0-9A-F]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)));
}
