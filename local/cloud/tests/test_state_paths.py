import unittest

from truths.state_paths import dead_path, leads_somewhere


def found_in(*paths):
    return lambda path: path in paths


class StatePaths(unittest.TestCase):
    def test_a_path_that_leads_nowhere_is_named_with_its_field(self):
        template = {"a.$": "$.a", "inner": {"b.$": "$.b"}}
        self.assertEqual(dead_path(template, found_in("$.a")), ("b.$", "$.b"))
        self.assertEqual(dead_path([template], found_in("$.b")), ("a.$", "$.a"))

    def test_constants_intrinsics_and_the_context_are_none_of_it(self):
        template = {"x": "$.nowhere", "y.$": "States.Format('{}', $.a)", "z.$": "$$.Map.Item.Value", "all.$": "$"}
        self.assertIsNone(dead_path(template, found_in()))

    def test_a_null_is_something(self):
        tokens = [("field", "a"), ("index", 1)]
        self.assertTrue(leads_somewhere(tokens, {"a": [0, None]}))
        self.assertFalse(leads_somewhere(tokens, {"a": [0]}))
        self.assertFalse(leads_somewhere([("field", "b")], {"a": 1}))
