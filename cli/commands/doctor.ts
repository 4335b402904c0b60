import { accountFindings } from '../doctor/account.ts';
import { appFindings } from '../doctor/app.ts';
import type { Finding } from '../doctor/finding.ts';
import { machineFindings } from '../doctor/machine.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { openTerminal } from '../output/terminal.ts';
import type { DoctorOptions } from '../verbs/doctor.ts';

export async function doctor({ aws = false, json = false }: DoctorOptions): Promise<ExitCode> {
  const findings = [
    ...(await machineFindings()),
    ...(await appFindings(process.cwd())),
    ...(await accountFindings({ aws, endpoint: process.env['AWS_ENDPOINT_URL'] || undefined })),
  ];
  const faults = findings.filter(({ state }) => state === 'bad');
  const verdict = faults.length === 0 ? 'Nothing is in the way.' : `${faults.length} to mend.`;
  openTerminal({ json }).result(
    { ok: faults.length === 0, checks: findings },
    [...findings.flatMap(describe), '', verdict].join('\n'),
  );
  return faults.length === 0 ? EXIT.ok : EXIT.failed;
}

function describe({ check, state, text, next }: Finding): readonly string[] {
  const mark = { ok: 'ok ', bad: 'BAD', none: '-  ' }[state];
  return [`${mark}  ${check}: ${text}`, ...(next === undefined ? [] : [`       -> ${next}`])];
}
