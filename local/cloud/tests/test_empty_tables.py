import unittest

from truths.empty_tables import duckdb_type


class EmptyTables(unittest.TestCase):
    def test_types_are_those_of_the_table(self):
        self.assertEqual(duckdb_type("decimal(10,2)"), "decimal(10,2)")
        self.assertEqual(duckdb_type("array<string>"), "VARCHAR[]")
        self.assertEqual(
            duckdb_type("struct<a:array<decimal(20,4)>,b:struct<c:bigint,d:string>>"),
            'STRUCT("a" decimal(20,4)[], "b" STRUCT("c" bigint, "d" VARCHAR))',
        )
