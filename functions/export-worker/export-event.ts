/** What the state machine gives to the worker: one file of an export (infra/constructs/export-backfill.ts makes it). */
export interface ExportFileEvent {
  readonly bucket: string;
  /** One line of manifest-files.json, as DynamoDB writes it (developer guide: Files manifest). */
  readonly file: {
    readonly dataFileS3Key: string;
    readonly itemCount: number;
  };
  /** The export's point in time, as DescribeExport says it: ISO 8601. */
  readonly exportTime: string;
  readonly entities: readonly string[];
  /** Whose queues get the rows; none: the bus. */
  readonly consumers: readonly string[];
  /** The backfill that it is a part of, and which of its files this is: where the worker writes down how far it came. */
  readonly job: string;
  readonly index: number;
  /** What other invocations did of this file: it goes on behind the lines that were read. */
  readonly before: FileCounts;
}

export interface FileCounts {
  readonly read: number;
  readonly sent: number;
  readonly rejected: number;
}
