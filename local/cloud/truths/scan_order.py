"""The order in which a table is scanned, kept from one page to the next. Pure: knows nothing of MiniStack."""

import bisect
import hashlib

# Behind every segment number: (pk, sk, BEHIND) is the place after the key.
BEHIND = float("inf")


def segment_number(partition_key):
    """MiniStack's choice: all items of a partition are in one segment, this number modulo TotalSegments."""
    return int.from_bytes(hashlib.sha1(str(partition_key).encode()).digest()[:4], "big")


class ScanOrder:
    """The keys of `{partition key: {sort key: item}}`, sorted, each with its segment number."""

    def __init__(self, items):
        self.items = items
        self._keys = []
        for partition_key, below in items.items():
            number = segment_number(partition_key)
            self._keys.extend((partition_key, sort_key, number) for sort_key in below)
        self._keys.sort()

    def __len__(self):
        return len(self._keys)

    def add(self, partition_key, sort_key):
        bisect.insort(self._keys, (partition_key, sort_key, segment_number(partition_key)))

    def remove(self, partition_key, sort_key):
        key = (partition_key, sort_key, segment_number(partition_key))
        place = bisect.bisect_left(self._keys, key)
        if place < len(self._keys) and self._keys[place] == key:
            del self._keys[place]

    def part(self, after, segment, most_items, is_enough):
        """What a page can reach: the items behind a key, up to the one with which it is enough.

        after: (partition key, sort key) or None; segment: (number, total) or None; most_items: None for no limit;
        is_enough: told of each item, in order.
        """
        part, count = {}, 0
        place = 0 if after is None else bisect.bisect_right(self._keys, (*after, BEHIND))
        number, total = segment or (0, 1)
        for index in range(place, len(self._keys)):
            partition_key, sort_key, hashed = self._keys[index]
            if hashed % total != number:
                continue
            item = self.items[partition_key][sort_key]
            part.setdefault(partition_key, {})[sort_key] = item
            count += 1
            if count == most_items or is_enough(item):
                break
        return part
