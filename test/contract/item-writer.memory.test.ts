import { createMemoryItemWriter } from '../../shared/adapters/memory/item-writer.ts';
import { itemWriterContract } from './item-writer.contract.ts';
import { KEYED } from './item-writer.table.ts';

itemWriterContract('memory', () => createMemoryItemWriter(KEYED));
