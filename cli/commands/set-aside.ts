import { join } from 'node:path';
import { layoutAt } from '../../local/layout.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { voidedKey } from '../../shared/domain/change/voided.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import { findDamage, type Damage } from '../../shared/runtime/set-aside/find-damage.ts';
import { mendDamage, type CopyStores } from '../../shared/runtime/set-aside/mend.ts';
import { bringBack, listSetAside, type SetAside } from '../../shared/runtime/set-aside/move.ts';
import { analyticsOf } from '../analytics/open-questions.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { noSuch } from '../no-such.ts';
import { plainText } from '../output/plain-text.ts';
import type { SetAsideOptions } from '../verbs/set-aside.ts';

export async function setAside(
  name: string | undefined,
  options: SetAsideOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes ?? false, signal });
  const { bucket } = analyticsOf(session);
  const files = createS3BucketFiles(session.clients.s3, bucket);
  if (options.bringBack !== undefined) return putBack(session, files, options.bringBack, options.yes ?? false);
  const snapshots = createS3SnapshotStore({ client: session.clients.s3, bucket });
  const damages = await look(session, name, { files, snapshots });
  const done: SetAside[] = [];
  for (const damage of options.yes ? damages : [])
    done.push(...(await mendDamage(damage, { files, snapshots }, Date.now)));
  const aside = await listSetAside(files);
  const damaged = damages.flatMap(({ entity, objects, files: lost }) => [
    ...objects.map(({ key, because }) => ({ entity, key, because })),
    ...lost.filter(({ key }) => !objects.some((object) => object.key === key)).map((one) => ({ entity, ...one })),
  ]);
  session.terminal.result(
    { done: options.yes ?? false, damaged, moved: done, setAside: aside },
    describe(damages, damaged, aside, options.yes ?? false),
  );
  return damaged.length > 0 && !options.yes ? EXIT.failed : EXIT.ok;
}

/** What readers cannot use they find themselves, when they fetch it: the same files, the same reasons. */
async function look(
  session: DeployedSession,
  name: string | undefined,
  stores: CopyStores,
): Promise<readonly Damage[]> {
  const all = analyticsEntities(session.definition);
  const entities = all.filter((entity) => name === undefined || entity.name === name);
  if (entities.length === 0)
    throw noSuch(
      'entity',
      name ?? '',
      all.map((entity) => entity.name),
    );
  const { bucket } = analyticsOf(session);
  const directory = join(layoutAt().root, 'analytics', bucket);
  const history = await openHistory({ directory, entities: all, origin: { client: session.clients.s3, bucket } });
  try {
    const unreadable = history.unreadable();
    return await Promise.all(entities.map((entity) => findDamage(entity.name, unreadable, stores)));
  } finally {
    history.close();
  }
}

async function putBack(
  { terminal }: DeployedSession,
  files: BucketFiles,
  key: string,
  yes: boolean,
): Promise<ExitCode> {
  const aside = await listSetAside(files);
  const chosen = aside.filter((one) => one.key === key || one.place === key);
  const [only, ...others] = chosen;
  if (!only || others.length > 0) {
    const places = (chosen.length > 0 ? chosen : aside).map((one) => `${one.place} (${plainText(one.key)})`).join(', ');
    throw new CommandError(
      only
        ? `Several objects from ${plainText(key)} lie aside.`
        : `Nothing that was set aside lay at ${plainText(key)}.`,
      `Name one of: ${places || 'nothing lies aside'}.`,
    );
  }
  if (yes) await bringBack(files, only);
  const text = yes ? `${plainText(only.key)} is back.` : `${plainText(only.key)} would be put back. Do it with --yes.`;
  terminal.result({ done: yes, broughtBack: only }, text);
  return EXIT.ok;
}

function describe(
  damages: readonly Damage[],
  damaged: readonly { readonly key: string; readonly because: string }[],
  aside: readonly SetAside[],
  done: boolean,
): string {
  const lines = damaged.map(({ key, because }) => `${plainText(key)}: ${because}`);
  const anew = damages
    .filter(
      ({ entity, files, objects }) =>
        files.length > 0 || objects.some(({ key }) => key.endsWith(`entity=${entity}/manifest.json`)),
    )
    .map(({ entity }) => entity);
  const records = damages.filter(({ entity, objects }) => objects.some(({ key }) => key === voidedKey(entity)));
  const next = [
    ...anew.map((entity) => `npx headwater compact ${entity}   makes its snapshot anew from the history`),
    ...records.map(({ entity }) => `npx headwater repair --entity ${entity} --yes   finds its false changes again`),
  ];
  return [
    ...(lines.length > 0 ? lines : ['Every object of the analytics copy can be read.']),
    ...(aside.length > 0
      ? ['', `${aside.length} set aside:`, ...aside.map(({ key, at }) => `${plainText(key)}, at ${at}`)]
      : []),
    ...(lines.length === 0
      ? []
      : [
          '',
          ...(done
            ? [...next, 'npx headwater verify   says what the copy lacks now']
            : ['Nothing was changed. Do it with --yes.']),
        ]),
  ].join('\n');
}
