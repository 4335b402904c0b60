"""Rows 1 and 2: one lane of a stream. Takes batches in order, and deals with each until every record of it is settled.

A record is settled when the function took it or when it went to the on-failure destination (see stream_batch.py for
which, stream_failure_destination.py for where). Waiting between retries doubles from 0.1 s to 2 s; AWS waits longer.
"""

import threading
import time
from collections import deque
from itertools import islice

import faults
from truths.poller import IDLE_SECONDS, MAX_BATCH_BYTES, logger
from truths.stream_batch import RECORD_TOO_OLD, RETRIES_EXHAUSTED, Batch, RetryPolicy, judge, split_off_aged
from truths.stream_failure_destination import send_discarded

FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.1, 2.0


class StreamLane(threading.Thread):
    def __init__(self, poller, number):
        super().__init__(daemon=True, name=f"{poller.name}-lane-{number}")
        self.poller = poller
        self.unsettled = deque()  # (position, record), oldest first
        self.changed = threading.Condition()
        self.stopped = False

    def add(self, records):
        """Takes (position, record) pairs, oldest first."""
        if records:
            with self.changed:
                self.unsettled.extend(records)
                self.changed.notify()

    def oldest_unsettled(self):
        with self.changed:
            return self.unsettled[0][0] if self.unsettled else None

    def stop(self):
        with self.changed:
            self.stopped = True
            self.changed.notify()

    def goes_on(self):
        return not self.stopped and self.poller.mapping_is_enabled()

    def run(self):
        self.poller.enter_scope()
        while self.goes_on():
            try:
                records = self.gather()
                if records and self.deal_with(records):
                    with self.changed:
                        for _ in records:
                            self.unsettled.popleft()
            except Exception:
                logger.exception("%s: a batch could not be dealt with; it is tried again", self.name)
                time.sleep(LAST_RETRY_SECONDS)

    def gather(self):
        """The next batch: a full one, or what is there when the batching window ends."""
        size = self.poller.setting("BatchSize", 100)
        window = self.poller.setting("MaximumBatchingWindowInSeconds", 0)
        with self.changed:
            if not self.unsettled:
                self.changed.wait(1)
                return []
            deadline = time.monotonic() + window
            while len(self.unsettled) < size and time.monotonic() < deadline and self.goes_on():
                self.changed.wait(min(IDLE_SECONDS, deadline - time.monotonic()))
            return self.within_payload_quota([record for _, record in islice(self.unsettled, size)])

    @staticmethod
    def within_payload_quota(records):
        weight = 0
        for count, record in enumerate(records):
            weight += record["dynamodb"].get("SizeBytes", 0)
            if count and weight > MAX_BATCH_BYTES:
                return records[:count]
        return records

    def policy(self):
        return RetryPolicy(
            most_retries=self.poller.setting("MaximumRetryAttempts", -1),
            most_age_seconds=self.poller.setting("MaximumRecordAgeInSeconds", -1),
            bisects=str(self.poller.mapping.get("BisectBatchOnFunctionError", False)).lower() == "true",
        )

    def deal_with(self, records):
        """True when every record is settled; False when the mapping went away before that."""
        waiting, pause, invocations, result = deque([Batch(records, 0)]), FIRST_RETRY_SECONDS, 0, {}
        while waiting:
            if not self.goes_on():
                return False
            aged, batch = split_off_aged(waiting.popleft(), self.policy(), time.time())
            self.discard(aged, RECORD_TOO_OLD, result, invocations)
            if not batch.records:
                continue
            result = self.invoke(batch.records)
            invocations += 1
            verdict = judge(batch, result, self.poller.reports_item_failures(), self.policy())
            self.discard(verdict.discarded, RETRIES_EXHAUSTED, result, invocations)
            waiting.extendleft(reversed(verdict.retries))
            if verdict.retries:
                time.sleep(pause)
                pause = min(pause * 2, LAST_RETRY_SECONDS)
            else:
                pause = FIRST_RETRY_SECONDS
        return True

    def invoke(self, records):
        result = self.poller.invoke(records)
        if faults.duplicates("streamDeliveries"):
            result = self.poller.invoke(records)
        return result

    def discard(self, records, condition, result, invocations):
        if records:
            logger.warning("%s: %d records discarded: %s", self.name, len(records), condition)
            send_discarded(self.poller, records, condition, result, invocations)
