import { findProject, type Project } from './find-project.ts';

let found: Project | undefined;

/** The project that this process works for, found from its working directory or by HEADWATER_CONFIG. @throws HeadwaterError HW_CONFIG */
export function project(): Project {
  found ??= findProject(process.cwd(), process.env['HEADWATER_CONFIG']);
  return found;
}
