import type { Entity, Recognition } from '../../shared/domain/definition/entity.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { movedKeys, releasedRecognition, type MovedKey } from '../../shared/domain/schema/moved-keys.ts';
import type { Releases } from '../../shared/domain/schema/schema-release.ts';
import { readReleases } from './released-files.ts';

/** What is known of the keys of one entity since its last release. */
export interface KeyReport {
  /** `unknown`: it was released before it was recorded how its items are recognised, or not at all. */
  readonly recognition: 'recorded' | 'unknown';
  readonly movedKeys: readonly MovedKey[];
}

/** For each entity of the definition: the keys that it loses or gains. */
export async function keyReports(
  { tables }: HeadwaterDefinition,
  directory: string,
): Promise<ReadonlyMap<Entity, KeyReport>> {
  const reports = new Map<Entity, KeyReport>();
  for (const table of tables) {
    const released = new Map<Entity, Recognition>();
    for (const entity of table.entities) {
      const recognise = releasedRecognition(latestOf(await readReleases(directory, entity)));
      if (recognise !== undefined) released.set(entity, recognise);
    }
    const moved = movedKeys(table, released);
    for (const entity of table.entities) {
      reports.set(entity, {
        recognition: released.has(entity) ? 'recorded' : 'unknown',
        movedKeys: moved.filter(({ was, is }) => was === entity.name || is === entity.name),
      });
    }
  }
  return reports;
}

function latestOf(releases: Releases): ReturnType<Releases['get']> {
  return releases.get(Math.max(0, ...releases.keys()));
}

/** A line for each pair of entities between which keys move, and what then stands in the stores. */
export function explainKeys(reports: Iterable<KeyReport>): string {
  const moved = [...new Set([...reports].flatMap((report) => report.movedKeys))];
  if (moved.length === 0) return '';
  const lines = moved.map(({ item, was, is }) => {
    const texts = Object.entries(item).map(([name, text]) => `${name}: ${JSON.stringify(text)}`);
    return `  { ${texts.join(', ')} } was ${was}, ${is === null ? 'and no entity recognises it now' : `is ${is} now`}`;
  });
  // By its entity, a backfill knows its table.
  const entities = [...new Set(moved.flatMap(({ is }) => is ?? []))].sort();
  const now = entities.map((name) => `  npx headwater backfill --entity ${name} --yes`);
  return [
    'Keys that change their entity, for example:',
    ...lines,
    ...(now.length > 0 ? ['After the deploy, this publishes the rows under their new entity:', ...now] : []),
    'Then `npx headwater verify` reports the documents of the former one as extra, and `npx headwater repair --yes` removes them.',
  ].join('\n');
}
