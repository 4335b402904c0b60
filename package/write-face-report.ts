/** `npm run face:report`: writes face/report.api.md anew. */
import { writeFileSync } from 'node:fs';
import { faceProgram } from './face-program.ts';
import { faceReport, REPORT } from './face-report.ts';

writeFileSync(REPORT, faceReport(faceProgram()));
