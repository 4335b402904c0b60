/** A service says "The specified queue does not exist", and not which: the request knows. */

/** As each service calls it (their API references): DynamoDB, EventBridge and Lambda; SQS by either protocol; S3. */
const GONE: ReadonlySet<string> = new Set([
  ...['ResourceNotFoundException', 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  ...['NotFound', 'NoSuchBucket'],
]);

export function isGone(error: unknown): error is Error {
  return error instanceof Error && GONE.has(error.name);
}

/** The members of a request that name a resource, with what each names. The first that is there counts. */
const NAMING = {
  TableName: 'table',
  QueueUrl: 'queue',
  Bucket: 'bucket',
  FunctionName: 'function',
  EventBusName: 'bus',
  ArchiveName: 'archive',
} as const;

type Handler = (args: { readonly input: object }) => Promise<unknown>;

/** The part of an SDK client that is needed here; each has middlewares of types of its own. */
interface Client {
  readonly middlewareStack: {
    add(middleware: (next: Handler) => Handler, options: { readonly step: 'initialize'; readonly name: string }): void;
  };
}

/** @returns the client, whose errors of a resource that is not there begin with its kind and name */
export function namingWhatIsGone<C>(client: C): C {
  const middleware =
    (next: Handler): Handler =>
    (args) =>
      next(args).catch((error: unknown) => {
        const what = resourceIn(args.input);
        if (isGone(error) && what !== undefined) error.message = `${what}: ${error.message}`;
        throw error;
      });
  (client as Client).middlewareStack.add(middleware, { step: 'initialize', name: 'namingWhatIsGone' });
  return client;
}

/** `queue headwater-dev-pipeline-Buffer`: of a URL its last part. */
function resourceIn(input: object): string | undefined {
  for (const [member, kind] of Object.entries(NAMING)) {
    const name: unknown = Object.entries(input).find(([key]) => key === member)?.[1];
    if (typeof name === 'string') return `${kind} ${name.split('/').at(-1) ?? name}`;
  }
  return undefined;
}
