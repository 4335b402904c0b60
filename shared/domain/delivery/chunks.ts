/** Bounds of one request to a service. */
export interface ChunkBounds {
  readonly count: number;
  readonly bytes: number;
}

/** Cuts items into runs that keep to a service's bounds, in order. An item over the bound of bytes gets a run of its own. */
export function chunks<T>(items: Iterable<T>, bytesOf: (item: T) => number, bounds: ChunkBounds): T[][] {
  const runs: T[][] = [];
  let run: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (run.length > 0 && (run.length === bounds.count || bytes + size > bounds.bytes)) {
      runs.push(run);
      run = [];
      bytes = 0;
    }
    run.push(item);
    bytes += size;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
