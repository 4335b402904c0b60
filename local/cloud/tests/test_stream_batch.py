"""What becomes of a stream batch after an attempt: the rules of services-dynamodb-errors, case by case."""

import unittest

from truths.batch_item_failures import failed_identifiers
from truths.stream_batch import Batch, RetryPolicy, judge, split_off_aged

FOR_EVER = RetryPolicy(most_retries=-1, most_age_seconds=-1, bisects=False)
BISECTS_ONCE = RetryPolicy(most_retries=1, most_age_seconds=-1, bisects=True)
ERROR = {"error": True, "body": {"errorMessage": "poison"}}


def record(number, created=1000):
    return {"dynamodb": {"SequenceNumber": str(number), "ApproximateCreationDateTime": created}}


def batch_of(*numbers, failures=0):
    return Batch([record(number) for number in numbers], failures)


def reporting(*numbers):
    return {"body": {"batchItemFailures": [{"itemIdentifier": str(number)} for number in numbers]}}


def numbers_of(records):
    return [int(one["dynamodb"]["SequenceNumber"]) for one in records]


class PartialResponses(unittest.TestCase):
    def test_retries_from_the_lowest_reported_number(self):
        verdict = judge(batch_of(1, 2, 3, 4), reporting(4, 2), True, FOR_EVER)
        self.assertEqual([numbers_of(batch.records) for batch in verdict.retries], [[2, 3, 4]])

    def test_is_ignored_unless_the_mapping_asks_for_it(self):
        self.assertEqual(judge(batch_of(1, 2), reporting(1), False, FOR_EVER).retries, ())

    def test_retries_all_when_a_number_is_unknown(self):
        verdict = judge(batch_of(1, 2), reporting(2, 99), True, FOR_EVER)
        self.assertEqual(numbers_of(verdict.retries[0].records), [1, 2])

    def test_gives_up_what_never_moves(self):
        policy = RetryPolicy(most_retries=1, most_age_seconds=-1, bisects=False)
        verdict = judge(batch_of(1, 2, failures=1), reporting(1), True, policy)
        self.assertEqual(numbers_of(verdict.discarded), [1, 2])

    def test_reads_the_documented_forms(self):
        for success in (None, {}, "", {"batchItemFailures": []}, {"batchItemFailures": None}):
            self.assertEqual(failed_identifiers(success), set(), success)
        for failure in ("not JSON", [{}], *({"batchItemFailures": [item]} for item in ({}, {"itemIdentifier": ""}, None))):
            self.assertIsNone(failed_identifiers(failure), failure)


class FunctionErrors(unittest.TestCase):
    def test_are_retried_for_ever_by_default(self):
        verdict = judge(batch_of(1, failures=5000), ERROR, True, FOR_EVER)
        self.assertEqual(verdict.retries[0].failures, 5001)

    def test_bisecting_keeps_the_order_and_the_retry_quota(self):
        verdict = judge(batch_of(1, 2, 3), ERROR, True, BISECTS_ONCE)
        self.assertEqual([numbers_of(half.records) for half in verdict.retries], [[1], [2, 3]])
        self.assertEqual([half.failures for half in verdict.retries], [0, 0])

    def test_a_single_record_is_retried_then_discarded(self):
        self.assertEqual(judge(batch_of(1), ERROR, True, BISECTS_ONCE).retries[0].failures, 1)
        self.assertEqual(numbers_of(judge(batch_of(1, failures=1), ERROR, True, BISECTS_ONCE).discarded), [1])

    def test_throttling_costs_no_retry(self):
        verdict = judge(batch_of(1, failures=1), {"error": True, "throttle": True}, True, BISECTS_ONCE)
        self.assertEqual(verdict.retries[0].failures, 1)


class Age(unittest.TestCase):
    def test_only_what_is_too_old_is_split_off(self):
        policy = RetryPolicy(most_retries=-1, most_age_seconds=60, bisects=False)
        aged, young = split_off_aged(Batch([record(1, created=900), record(2, created=990)], 3), policy, now=1000)
        self.assertEqual((numbers_of(aged), numbers_of(young.records), young.failures), ([1], [2], 3))

    def test_the_stream_keeps_nothing_longer_than_a_day(self):
        aged, _ = split_off_aged(batch_of(1), FOR_EVER, now=1000 + 24 * 60 * 60 + 1)
        self.assertEqual(numbers_of(aged), [1])


if __name__ == "__main__":
    unittest.main()
