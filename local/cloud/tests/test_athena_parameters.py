import unittest

from truths.athena_parameters import substituted


class AthenaParameters(unittest.TestCase):
    def test_each_question_mark_gets_its_value_in_turn(self):
        self.assertEqual(substituted("SELECT ? WHERE a = ?", ["'x'", "2"]), "SELECT 'x' WHERE a = 2")

    def test_those_in_texts_names_and_comments_stay(self):
        query = "SELECT '?', \"a?\" -- ?\n/* ? */ WHERE a = ?"
        self.assertEqual(substituted(query, ["1"]), "SELECT '?', \"a?\" -- ?\n/* ? */ WHERE a = 1")

    def test_more_or_fewer_values_than_question_marks_are_refused(self):
        self.assertIsNone(substituted("SELECT ?", ["1", "2"]))
        self.assertIsNone(substituted("SELECT ?, ?", ["1"]))
