/** Which cloud it is. */
export type Target =
  /** The one that `headwater up` runs. */
  | { readonly kind: 'local'; readonly endpoint: string; readonly region: string }
  /** A LocalStack, a MiniStack or the like, which the user runs. */
  | { readonly kind: 'endpoint'; readonly endpoint: string; readonly region: string }
  | { readonly kind: 'aws'; readonly region: string | undefined };

/** One line that says which cloud it is. */
export function describeTarget(target: Target): string {
  switch (target.kind) {
    case 'local':
      return `local cloud at ${target.endpoint}`;
    case 'endpoint':
      return `cloud at ${target.endpoint}`;
    case 'aws':
      return `AWS${target.region === undefined ? '' : `, ${target.region}`}`;
  }
}
