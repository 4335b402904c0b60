import unittest

from truths.symlink_tables import addresses


class SymlinkTables(unittest.TestCase):
    def test_each_line_is_an_address_and_empty_lines_are_none(self):
        self.assertEqual(addresses(["s3://b/one\ns3://b/two\n", "\n  s3://b/three \r\n"]), ["s3://b/one", "s3://b/two", "s3://b/three"])
        self.assertEqual(addresses([""]), [])
