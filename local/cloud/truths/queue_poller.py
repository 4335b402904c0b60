"""Row 10, queues: up to MaximumConcurrency batches at a time, BatchSize and MaximumBatchingWindowInSeconds honoured.

AWS: "Lambda polls the queue and invokes your function synchronously with an event that contains queue messages"; it
"buffers messages until the batching window expires, the payload quota of 6 MB is reached, or the configured maximum
batch size is reached" (Lambda developer guide, with-sqs). A failed batch, or what the function reported in
`batchItemFailures`, becomes visible again when its visibility timeout ends (services-sqs-errorhandling).
MiniStack takes 10 messages at most and ignores the window.
"""

import threading
import time

from ministack.services import lambda_svc, sqs

import faults
from truths import queue_safety
from truths.batch_item_failures import failed_identifiers
from truths.poller import IDLE_SECONDS, MAX_BATCH_BYTES, Poller, logger


class QueuePoller(Poller):
    # "Your execution role must have the permissions" (Lambda developer guide, services-sqs-configure).
    reads_with = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")

    def __init__(self, account, region, mapping):
        super().__init__(account, region, mapping)
        self.in_flight = 0
        self.changed = threading.Condition()

    def poll(self):
        queue = sqs._queue_by_arn(self.mapping["EventSourceArn"])
        function = self.function_record()
        if queue is None or function is None:
            return False
        with self.changed:
            if self.in_flight >= self.allowed_concurrency(queue, function):
                self.changed.wait(IDLE_SECONDS)
                return True
        messages = self.gather(queue)
        if not messages:
            return False
        with self.changed:
            self.in_flight += 1
        threading.Thread(target=self.process, args=(queue, messages), daemon=True, name=f"{self.name}-batch").start()
        return True

    def allowed_concurrency(self, queue, function):
        return lambda_svc._sqs_esm_concurrency(self.mapping, function, function.get("config") or {}, queue)

    def gather(self, queue):
        """One batch: what is there, or what arrives within the batching window."""
        size = self.setting("BatchSize", 10)
        deadline = time.monotonic() + self.setting("MaximumBatchingWindowInSeconds", 0)
        messages, weight = queue_safety.receive(queue, size, MAX_BATCH_BYTES)
        while messages and len(messages) < size and weight < MAX_BATCH_BYTES and time.monotonic() < deadline:
            time.sleep(IDLE_SECONDS)
            more, more_weight = queue_safety.receive(queue, size - len(messages), MAX_BATCH_BYTES - weight)
            messages, weight = messages + more, weight + more_weight
        return messages

    def process(self, queue, messages):
        self.enter_scope()
        try:
            self.deliver(queue, messages)
            if faults.duplicates("sqsDeliveries"):
                self.invoke([self.as_record(message) for message in messages])
        except Exception:
            logger.exception("a batch of %s failed", self.mapping["EventSourceArn"])
        finally:
            with self.changed:
                self.in_flight -= 1
                self.changed.notify_all()

    def deliver(self, queue, messages):
        wanted = {record["messageId"]: record for record in map(self.as_record, messages)}
        records = lambda_svc._apply_filter_criteria(list(wanted.values()), self.mapping)
        failed = self.failed_messages(records) if records else set()
        # What the filter left out is deleted like what succeeded (invocation-eventfiltering, SQS).
        queue_safety.delete(queue, [message for message in messages if message["id"] not in failed])

    def failed_messages(self, records):
        result = self.invoke(records)
        everything = {record["messageId"] for record in records}
        if result.get("error"):
            return everything
        if not self.reports_item_failures():
            return set()
        failed = failed_identifiers(result.get("body"))
        # "itemIdentifier with a message ID that doesn't exist" makes the whole batch fail.
        return everything if failed is None or not failed <= everything else failed

    def as_record(self, message):
        """The message as Lambda's SQS event shows it (with-sqs, example event)."""
        attributes = {
            "ApproximateReceiveCount": str(message.get("receive_count", 1)),
            "SentTimestamp": str(int(message["sent_at"] * 1000)),
            "SenderId": (message.get("sys") or {}).get("SenderId", self.account),
            "ApproximateFirstReceiveTimestamp": str(int((message.get("first_receive_at") or time.time()) * 1000)),
        }
        optional = {
            "AWSTraceHeader": (message.get("sys") or {}).get("AWSTraceHeader"),
            "MessageGroupId": message.get("group_id"),
            "MessageDeduplicationId": message.get("dedup_id"),
            "SequenceNumber": message.get("seq"),
        }
        attributes.update({name: str(value) for name, value in optional.items() if value is not None})
        return {
            "messageId": message["id"],
            "receiptHandle": message["receipt_handle"],
            "body": message["body"],
            "attributes": attributes,
            "messageAttributes": lambda_svc._sqs_message_attributes_to_camel_case(message.get("message_attributes")),
            "md5OfBody": message.get("md5_body") or "",
            "eventSource": "aws:sqs",
            "eventSourceARN": self.mapping["EventSourceArn"],
            "awsRegion": self.region,
        }
