/** What differs between the stages, and why: the one place. Chosen by context: `cdk deploy -c stage=prod`. */
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PATTERN_CHARACTERS } from '../shared/dialects/eventbridge/event-pattern.ts';
import { type AlarmThresholds, ALARMS } from './alarm-thresholds.ts';
import { type FunctionSettings, FUNCTIONS } from './function-settings.ts';

const STAGES = ['dev', 'prod'] as const;
export type StageName = (typeof STAGES)[number];

/** The search domain that is made. */
export interface SearchSize {
  /** Of data nodes: ends with `.search`. */
  readonly instanceType: string;
  /** 1 to 200; a multiple of `zones`, so that every zone holds a whole copy. */
  readonly instances: number;
  /** Availability zones, 1 to 3. */
  readonly zones: 1 | 2 | 3;
  /** Dedicated cluster managers; without them data nodes elect one among themselves. */
  readonly managers?: { readonly instanceType: string; readonly instances: 3 };
  /** Of each data node: 10 to 24,576, as far as its instance type takes it. */
  readonly volumeGiB: number;
}

/** What differs between the stages. */
export interface StageSettings {
  readonly name: StageName;
  /** Data outlives its stack, tables refuse deletion, and stacks are protected from termination. */
  readonly protectData: boolean;
  readonly search: SearchSize;
  readonly logRetention: RetentionDays;
  /** GiB that one Athena query may scan before it is stopped, 0.01 to 1,000,000: Athena bills $5 per TiB scanned. */
  readonly queryScanLimitGiB: number;
  /** Characters of a rule's pattern, 2,048 to 65,536: more where the account's quota "Event pattern size" is raised. */
  readonly eventPatternCharacters: number;
  /** Whether the bus's schema registry has a schema for each kind of event: four resources of an entity. Headwater reads none of them. */
  readonly eventSchemas: boolean;
  /** Whether Athena's console has Headwater's own four queries of each entity; `npx headwater query` needs none of them. */
  readonly entityQueries: boolean;
  readonly alarms: AlarmThresholds;
  readonly functions: FunctionSettings;
}

const SETTINGS: Record<StageName, StageSettings> = {
  dev: {
    name: 'dev',
    protectData: false,
    // The smallest node that still offers encryption at rest and between nodes.
    search: { instanceType: 't3.small.search', instances: 1, zones: 1, volumeGiB: 10 },
    logRetention: RetentionDays.TWO_WEEKS,
    queryScanLimitGiB: 10,
    eventPatternCharacters: PATTERN_CHARACTERS,
    eventSchemas: true,
    entityQueries: true,
    alarms: ALARMS,
    functions: FUNCTIONS,
  },
  prod: {
    name: 'prod',
    protectData: true,
    search: {
      instanceType: 'r7g.large.search',
      instances: 3,
      zones: 3,
      managers: { instanceType: 'm7g.large.search', instances: 3 },
      volumeGiB: 100,
    },
    logRetention: RetentionDays.THREE_MONTHS,
    queryScanLimitGiB: 100,
    eventPatternCharacters: PATTERN_CHARACTERS,
    eventSchemas: true,
    entityQueries: true,
    alarms: ALARMS,
    functions: FUNCTIONS,
  },
};

/** A stage that does not exist: the user's mistake, to be shown without a stack. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/**
 * @param fix how whoever asks is told of a stage. @default by context, as the ready-made app
 * @throws StageError that names the stages there are.
 */
export function stageSettings(stage: unknown, fix = `use -c stage=${STAGES.join(' or -c stage=')}`): StageSettings {
  const known = STAGES.find((name) => name === stage);
  if (known === undefined) {
    throw new StageError(`there is no stage "${String(stage)}": ${fix}`);
  }
  return SETTINGS[known];
}

/**
 * For what holds data. Kept in a protected stage, but not when its very first deploy fails: an empty leftover would
 * only stop the next try, because its name is taken.
 */
export function dataRemovalPolicy(stage: StageSettings): RemovalPolicy {
  return stage.protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
