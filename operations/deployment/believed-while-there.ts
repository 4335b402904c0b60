/** EventBridge takes events for a bus that is not there, answers 200, and drops them (user guide, eb-putevents): so it is asked. */
import { DescribeEventBusCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { ChangePublisher } from '../../shared/ports/change-publisher.ts';
import { OperationError } from '../operation-error.ts';
import { isGone } from './name-what-is-gone.ts';

/**
 * A publisher whose answer counts only if the bus is there after it. Without the permission to ask, it is believed.
 * @throws OperationError when the bus is gone
 */
export function believedWhileThere(
  publisher: ChangePublisher,
  client: EventBridgeClient,
  bus: string,
): ChangePublisher {
  return {
    async publish(events, timeLeft) {
      const results = await publisher.publish(events, timeLeft);
      await client.send(new DescribeEventBusCommand({ Name: bus })).catch((cause: unknown) => {
        if (isGone(cause)) throw busGone(bus, cause);
      });
      return results;
    },
  };
}

function busGone(bus: string, cause: Error): OperationError {
  return new OperationError(
    `The event bus ${bus} is not there any more: it passes nothing on, and what was sent last is lost.`,
    '`npx headwater status` names all that is gone, docs/runbook.md says how it comes back. Then run the command again: it sends the same rows.',
    { cause, code: 'HW_RESOURCE_GONE' },
  );
}
