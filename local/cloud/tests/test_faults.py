"""The fault plan does what its docstring says, and nothing without one."""

import unittest

import faults


class Faults(unittest.TestCase):
    def tearDown(self):
        faults.plan({})

    def test_nothing_fails_without_a_plan(self):
        self.assertIsNone(faults.put_events_entry_error())
        self.assertFalse(faults.throttles_put_events())
        self.assertFalse(faults.duplicates("sqsDeliveries"))

    def test_the_next_entries_fail_and_no_more(self):
        faults.plan({"putEvents": {"failEntries": 2}})
        errors = [faults.put_events_entry_error() for _ in range(3)]
        self.assertEqual(errors, ["ThrottlingException", "ThrottlingException", None])

    def test_the_next_requests_are_refused_whole_and_their_entries_are_not_counted(self):
        faults.plan({"putEvents": {"throttleRequests": 1, "failEntries": 1}})
        self.assertEqual([faults.throttles_put_events() for _ in range(2)], [True, False])
        self.assertEqual(faults.planned(), {"putEvents": {"throttleRequests": 0, "failEntries": 1}})

    def test_a_rate_with_a_seed_repeats_itself(self):
        def some():
            faults.plan({"putEvents": {"failRate": 0.5, "seed": 7, "errorCode": "InternalFailure"}})
            return [faults.put_events_entry_error() for _ in range(20)]

        self.assertEqual(some(), some())
        self.assertEqual(set(some()), {None, "InternalFailure"})

    def test_an_unknown_setting_is_refused(self):
        for wrong in ({"putEvent": {}}, {"putEvents": {"failEntires": 1}}):
            with self.assertRaises(ValueError):
                faults.plan(wrong)


if __name__ == "__main__":
    unittest.main()
