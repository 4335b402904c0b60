import { createMemoryBucketFiles } from '../../shared/adapters/memory/bucket-files.ts';
import { bucketFilesContract } from './bucket-files.contract.ts';

bucketFilesContract(() => Promise.resolve(createMemoryBucketFiles(new Map())));
