"""Speed: a page of a Scan costs what it reads, not what the table has.

For each page of 1 MB MiniStack sorts all keys of the table, hashes the key of every item for its segment, and compares
every one with ExclusiveStartKey: a scan takes time with the square of the table. Here the order of the keys is kept from page
to page, writes are put in their place, and MiniStack's own Scan answers from the part of the table that the page can reach.
Everything else (validation, filters, projections, the end of the page, capacity) stays MiniStack's. Scans of an index are left alone.
"""

import types

from ministack.services import dynamodb
from truths.scan_order import ScanOrder

# Tables of which the order is kept: those scanned last.
MOST_TABLES = 4
# What MiniStack takes for the sort key of a table without one.
NO_SORT_KEY = "__no_sort__"

_orders = {}


def order_of(table):
    items = table["items"]
    order = _orders.pop(id(items), None)
    # A count that differs: written around MiniStack's own two functions. Better slow than short of a row.
    if order is None or order.items is not items or len(order) != table.get("ItemCount"):
        order = ScanOrder(items)
    _orders[id(items)] = order
    if len(_orders) > MOST_TABLES:
        del _orders[next(iter(_orders))]
    return order


def key_values(table, key):
    sort_name = table.get("sk_name")
    sort_key = dynamodb._extract_key_val(key.get(sort_name) or {}) if sort_name else NO_SORT_KEY
    return dynamodb._extract_key_val(key.get(table["pk_name"]) or {}), sort_key


def more_than_a_page():
    """Tells, item by item, when the items so far are more than one page."""
    size = 0

    def is_enough(item):
        nonlocal size
        size += dynamodb._item_size_bytes(item)
        return size > dynamodb._DDB_PAGE_SIZE_BYTES

    return is_enough


def reachable(table, data):
    """The table with no more items than a page of this request can reach; what cannot be understood is MiniStack's to refuse."""
    after, segment, total, limit = (data.get(name) for name in ("ExclusiveStartKey", "Segment", "TotalSegments", "Limit"))
    try:
        part = order_of(table).part(
            key_values(table, after) if after else None,
            (int(segment), int(total)) if segment is not None and total is not None else None,
            max(1, int(limit)) if limit is not None else None,
            more_than_a_page(),
        )
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return table
    return {**table, "items": part}


def apply():
    scan, set_item, remove_item = dynamodb._scan, dynamodb._set_item, dynamodb._remove_item

    def quick_scan(data):
        name = dynamodb._normalize_table_name(data.get("TableName"))
        table = dynamodb._tables.get(name) if isinstance(name, str) else None
        if not table or data.get("IndexName"):
            return scan(data)
        # The same function with other globals: no other thread sees the table without its other items.
        names = {**vars(dynamodb), "_tables": {name: reachable(table, data)}}
        return types.FunctionType(scan.__code__, names)(data)

    def set_in_order(table, partition_key, sort_key, item):
        old_item = set_item(table, partition_key, sort_key, item)
        order = _orders.get(id(table["items"]))
        if order is not None and old_item is None:
            order.add(partition_key, sort_key)
        return old_item

    def remove_in_order(table, partition_key, sort_key):
        old_item = remove_item(table, partition_key, sort_key)
        order = _orders.get(id(table["items"]))
        if order is not None and old_item is not None:
            order.remove(partition_key, sort_key)
        return old_item

    dynamodb._scan, dynamodb._set_item, dynamodb._remove_item = quick_scan, set_in_order, remove_in_order
