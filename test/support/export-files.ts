/** An export of a table as DynamoDB writes it (developer guide: DynamoDB table export output format). */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

export interface ExportedTable {
  readonly exportArn: string;
  readonly manifestKey: string;
  /** Key -> bytes of every object. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  readonly files: readonly { readonly dataFileS3Key: string; readonly itemCount: number }[];
}

interface ExportOptions {
  readonly tableArn: string;
  readonly exportTime: string;
  /** Items of one data file. */
  readonly perFile: number;
  /** Of the export, as the end of its ARN. */
  readonly id?: string;
}

export function exportTable(
  items: readonly Item[],
  { tableArn, exportTime, perFile, id = '01795459927500-a1b2c3d4' }: ExportOptions,
): ExportedTable {
  const prefix = `AWSDynamoDB/${id}`;
  const objects = new Map<string, Uint8Array>();
  const files = [];
  for (let start = 0; start < items.length; start += perFile) {
    const some = items.slice(start, start + perFile);
    const data = gzipSync(some.map((Item) => `${JSON.stringify({ Item })}\n`).join(''));
    const dataFileS3Key = `${prefix}/data/${createHash('md5').update(String(start)).digest('hex').slice(0, 26)}.json.gz`;
    const md5Checksum = createHash('md5').update(data).digest('base64');
    files.push({
      itemCount: some.length,
      md5Checksum,
      etag: createHash('md5').update(data).digest('hex'),
      dataFileS3Key,
    });
    objects.set(dataFileS3Key, data);
  }
  const summary = {
    version: '2020-06-30',
    exportArn: `${tableArn}/export/${id}`,
    startTime: exportTime,
    endTime: exportTime,
    tableArn,
    tableId: '12345a12-abcd-123a-ab12-1234abc12345',
    exportTime,
    s3Bucket: 'exports',
    s3Prefix: null,
    s3SseAlgorithm: 'KMS',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${prefix}/manifest-files.json`,
    billedSizeBytes: 0,
    itemCount: items.length,
    outputFormat: 'DYNAMODB_JSON',
    exportType: 'FULL_EXPORT',
  };
  const manifestKey = `${prefix}/manifest-summary.json`;
  objects.set(manifestKey, Buffer.from(JSON.stringify(summary)));
  objects.set(summary.manifestFilesS3Key, Buffer.from(files.map((file) => `${JSON.stringify(file)}\n`).join('')));
  return { exportArn: summary.exportArn, manifestKey, objects, files };
}
