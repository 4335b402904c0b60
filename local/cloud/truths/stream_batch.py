"""Rows 1 and 2: what Lambda does with a stream batch after an attempt. Pure: data in, data out.

AWS (Lambda developer guide):
- services-ddb-batchfailurereporting: "Lambda uses the lowest sequence number as the checkpoint" and "retries all
  records starting from that checkpoint"; with BisectBatchOnFunctionError "the batch is bisected at the returned sequence
  number and Lambda retries only the remaining records".
- services-dynamodb-errors: Lambda retries "until the records expire, exceed the maximum age, or reach the configured
  retry quota"; BisectBatchOnFunctionError "splits a failed batch into two smaller batches"; "Splitting batches doesn't
  consume the retry quota"; an attempt that could not be made (throttling) counts for the age only.
MiniStack treats every response that is no error as a success, and retries an error for ever.

Not documented, and chosen here: once the checkpoint has moved, what remains is a new batch with a retry count of its own.
"""

from dataclasses import dataclass
from typing import NamedTuple

from truths.batch_item_failures import failed_identifiers

RETRIES_EXHAUSTED = "RetryAttemptsExhausted"
RECORD_TOO_OLD = "RecordAgeExceeded"
STREAM_RETENTION_SECONDS = 24 * 60 * 60  # "stream records ... are removed after 24 hours" (Streams.html)


class Batch(NamedTuple):
    records: list
    failures: int  # how often the function has failed on this very batch


@dataclass(frozen=True)
class RetryPolicy:
    most_retries: int  # -1: until the records are too old
    most_age_seconds: int  # -1: until the stream drops them
    bisects: bool

    def oldest_creation_time(self, now):
        age = self.most_age_seconds if self.most_age_seconds >= 0 else STREAM_RETENTION_SECONDS
        return now - min(age, STREAM_RETENTION_SECONDS)


@dataclass(frozen=True)
class Verdict:
    """`retries` are to be tried next, in this order; `discarded` go to the on-failure destination; the rest is done."""

    retries: tuple = ()
    discarded: tuple = ()


def sequence_number(record):
    return record["dynamodb"]["SequenceNumber"]


def split_off_aged(batch, policy, now):
    """The records that are too old to be tried (again), and the batch without them."""
    oldest = policy.oldest_creation_time(now)
    aged = [record for record in batch.records if record["dynamodb"]["ApproximateCreationDateTime"] < oldest]
    young = [record for record in batch.records if record["dynamodb"]["ApproximateCreationDateTime"] >= oldest]
    return aged, Batch(young, batch.failures)


def judge(batch, result, reports_item_failures, policy):
    """What becomes of the batch after an invocation that answered `result` (MiniStack's invocation result)."""
    if result.get("throttle"):
        return Verdict(retries=(batch,))
    if result.get("error"):
        return _after_function_error(batch, policy)
    if not reports_item_failures:
        return Verdict()
    return _after_partial_response(batch, failed_identifiers(result.get("body")), policy)


def _after_function_error(batch, policy):
    if policy.bisects and len(batch.records) > 1:
        middle = len(batch.records) // 2
        halves = (batch.records[:middle], batch.records[middle:])
        return Verdict(retries=tuple(Batch(half, batch.failures) for half in halves))
    return _retry_or_discard(batch.records, batch.failures + 1, policy)


def _after_partial_response(batch, failed, policy):
    if failed is None:  # the whole batch failed
        return _after_function_error(batch, policy)
    if not failed:
        return Verdict()
    numbers = [sequence_number(record) for record in batch.records]
    reported = [index for index, number in enumerate(numbers) if number in failed]
    checkpoint = reported[0] if len(failed) == len(reported) else 0  # an unknown number: all is retried
    failures = batch.failures + 1 if checkpoint == 0 else 1
    return _retry_or_discard(batch.records[checkpoint:], failures, policy)


def _retry_or_discard(records, failures, policy):
    if 0 <= policy.most_retries < failures:
        return Verdict(discarded=tuple(records))
    return Verdict(retries=(Batch(records, failures),))
