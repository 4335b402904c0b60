import { createMemoryEffectRecord } from '../../shared/adapters/memory/effect-record.ts';
import { effectRecordContract } from './effect-record.contract.ts';

effectRecordContract('memory', (longestRunMs) => createMemoryEffectRecord({ longestRunMs }));
