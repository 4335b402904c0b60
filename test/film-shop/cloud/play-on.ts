import { cloudOf } from '../../../cli/open-cloud.ts';
import { sessionOn, type Session } from '../../../examples/film-shop/theatre/session.ts';
import type { Pipeline } from '../../integration/support/pipeline.ts';

/** What the film shop's plays work with, on the deployed shop. */
export function playOn({ session }: Pipeline, signal: AbortSignal): Session {
  return sessionOn(cloudOf(session, { stage: 'dev' }, signal), signal);
}
