import { shown } from '../shared/domain/definition/shape.ts';
import { own } from '../shared/domain/own.ts';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import type { SearchSize, StageSettings } from './stages.ts';

/** Least and most of each number of the alarms. */
const ALARM_RANGES: { readonly [K in keyof AlarmThresholds]: readonly [number, number] } = {
  letters: [1, 1_000_000],
  drifted: [1, 1_000_000],
  oldestMessageMinutes: [1, 10_080],
  iteratorAgeMinutes: [1, 720],
  minutesBehind: [1, 60],
};

/** What CloudFormation would refuse in the middle of a deploy, or what no alarm could ever tell. */
export function settingProblems({
  search,
  queryScanLimitGiB,
  eventPatternCharacters,
  alarms,
}: StageSettings): readonly string[] {
  const problems = searchProblems(search);
  if (!isNumber(queryScanLimitGiB) || !(queryScanLimitGiB >= 0.01 && queryScanLimitGiB <= 1_000_000)) {
    problems.push(`queryScanLimitGiB is ${shown(queryScanLimitGiB)}: give a number, 0.01 to 1,000,000`);
  }
  problems.push(...wholeProblems('eventPatternCharacters', eventPatternCharacters, [2_048, 65_536]));
  for (const [name, value] of Object.entries<number>({ ...alarms })) {
    const range = own(ALARM_RANGES, name);
    if (range) problems.push(...wholeProblems(`alarms.${name}`, value, range));
  }
  return problems;
}

function searchProblems({ instanceType, instances, zones, managers, volumeGiB }: SearchSize): string[] {
  const problems = [
    ...wholeProblems('search.instances', instances, [1, 200]),
    ...wholeProblems('search.zones', zones, [1, 3]),
    ...wholeProblems('search.volumeGiB', volumeGiB, [10, 24_576]),
    ...[instanceType, managers?.instanceType]
      .filter((type) => type !== undefined && !type.endsWith('.search'))
      .map((type) => `search: instance type ${type ?? ''} is none of OpenSearch Service: they end with .search`),
  ];
  if (problems.length === 0 && instances % zones !== 0) {
    problems.push(
      `search.instances is ${instances}: give a multiple of zones (${zones}), so that every zone has a copy`,
    );
  }
  return problems;
}

/** @returns nothing, or why the value is no whole number of the range */
export function wholeProblems(name: string, value: unknown, [least, most]: readonly [number, number]): string[] {
  const isRight = isNumber(value) && Number.isInteger(value) && value >= least && value <= most;
  return isRight ? [] : [`${name} is ${shown(value)}: give a whole number, ${least} to ${most.toLocaleString('en')}`];
}

/** The compiler says so too; Node takes the types away unread. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
