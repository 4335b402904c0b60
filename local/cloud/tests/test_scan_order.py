"""A table is scanned in pages, while it is written to: each item that stays is seen exactly once."""

import unittest

from truths.scan_order import ScanOrder


def table_of(*keys):
    items = {}
    for partition_key, sort_key in keys:
        items.setdefault(partition_key, {})[sort_key] = {"size": 1}
    return items


FILMS = [(f"film-{number}", sort) for number in range(40) for sort in ("a", "b")]


def keys_in(part):
    return [(partition_key, sort_key) for partition_key, below in part.items() for sort_key in below]


def scan(order, segment=None, most_items=7, is_enough=lambda item: False, between=lambda: None):
    seen, after = [], None
    while page := keys_in(order.part(after, segment, most_items, is_enough)):
        seen, after = seen + page, page[-1]
        between()
    return seen


class Pages(unittest.TestCase):
    def test_go_on_behind_the_last_key(self):
        self.assertEqual(scan(ScanOrder(table_of(*FILMS))), sorted(FILMS))

    def test_end_with_the_item_that_is_enough(self):
        sizes = []
        page = ScanOrder(table_of(*FILMS)).part(None, None, None, lambda item: sizes.append(item) or len(sizes) == 5)
        self.assertEqual(keys_in(page), sorted(FILMS)[:5])

    def test_begin_behind_a_key_that_is_gone(self):
        page = ScanOrder(table_of(("a", "x"), ("c", "x"))).part(("b", "x"), None, None, lambda item: False)
        self.assertEqual(keys_in(page), [("c", "x")])


class Segments(unittest.TestCase):
    def test_have_every_item_once_and_keep_partitions_whole(self):
        order = ScanOrder(table_of(*FILMS))
        segments = [scan(order, (number, 3)) for number in range(3)]
        self.assertEqual(sorted(sum(segments, [])), sorted(FILMS))
        partitions = [{key[0] for key in segment} for segment in segments]
        self.assertEqual(sum(map(len, partitions)), 40)
        self.assertTrue(all(partitions))


class WritesMeanwhile(unittest.TestCase):
    def test_what_stays_is_seen_once(self):
        items = table_of(*FILMS)
        order = ScanOrder(items)
        pending = [*((f"film-{number}-new", "a") for number in range(40))]

        def write():
            if pending:
                key = pending.pop()
                items[key[0]] = {key[1]: {"size": 1}}
                order.add(*key)
                gone = ("film-0", "a") if len(pending) == 20 else None
                if gone:
                    del items[gone[0]][gone[1]]
                    order.remove(*gone)

        seen = scan(order, between=write)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(set(FILMS) - {("film-0", "a")}, set(seen))
        self.assertEqual(scan(order), sorted((pk, sk) for pk, below in items.items() for sk in below))

    def test_removing_what_was_never_there_changes_nothing(self):
        order = ScanOrder(table_of(("a", "x")))
        order.remove("a", "y")
        self.assertEqual(len(order), 1)


if __name__ == "__main__":
    unittest.main()
