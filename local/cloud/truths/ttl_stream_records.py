"""Row 3: a TTL delete writes a REMOVE stream record that names the DynamoDB service as its author.

AWS: "Items that are deleted by the Time To Live process after expiration have the following fields:
Records[<index>].userIdentity.type "Service", Records[<index>].userIdentity.principalId "dynamodb.amazonaws.com""
(DynamoDB developer guide, time-to-live-ttl-streams). Lambda events spell the two keys in lower case, the Streams
API's GetRecords spells them Type and PrincipalId (API_streams_Identity).
MiniStack deletes the item and writes no stream record, so a consumer never learns of the delete.

HEADWATER_TTL_INTERVAL_SECONDS says how often the reaper looks (default 2; AWS takes minutes to days).
"""

import logging
import os
import sys
import threading
import time

logger = logging.getLogger("headwater.ttl")

REAPER_THREAD = "dynamodb-ttl-reaper"
INTERVAL_SECONDS = float(os.environ.get("HEADWATER_TTL_INTERVAL_SECONDS", "2"))
# "Items with a TTL older than five years in the past are not deleted" (time-to-live-ttl-before-you-start).
OLDEST_EXPIRY_SECONDS = 5 * 365 * 24 * 60 * 60
DYNAMODB_IDENTITY = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}

_expiring = threading.local()


def _import_dynamodb_without_its_reaper():
    """MiniStack starts its reaper when the module is imported; two reapers would race for the same items."""
    if "ministack.services.dynamodb" in sys.modules:
        raise RuntimeError("ttl_stream_records must be applied before ministack.services.dynamodb is imported")
    start = threading.Thread.start
    threading.Thread.start = lambda thread: None if thread.name == REAPER_THREAD else start(thread)
    try:
        from ministack.services import dynamodb
    finally:
        threading.Thread.start = start
    return dynamodb


def _expiry_of(item, attribute):
    """Epoch seconds when the item expires, or None. "The TTL attribute must be of Number type"."""
    value = item.get(attribute)
    try:
        return float(value["N"]) if isinstance(value, dict) and "N" in value else None
    except ValueError:
        return None


def _expire_items(dynamodb, table_name, table, attribute, now):
    for partition_key, items in list(table["items"].items()):
        for sort_key, item in list(items.items()):
            expiry = _expiry_of(item, attribute)
            if expiry is None or not now - OLDEST_EXPIRY_SECONDS <= expiry <= now:
                continue
            dynamodb._remove_item(table, partition_key, sort_key)
            _expiring.by_service = True
            try:
                dynamodb._emit_stream_event(table_name, "REMOVE", item, None)
            finally:
                _expiring.by_service = False


def _reap(dynamodb):
    from ministack.core.responses import _request_account_id, _request_region

    for (account, region, table_name), setting in dynamodb._ttl_settings.all_items():
        table = dynamodb._tables.get_scoped(account, region, table_name)
        if not table or setting.get("TimeToLiveStatus") != "ENABLED":
            continue
        account_token, region_token = _request_account_id.set(account), _request_region.set(region)
        try:
            _expire_items(dynamodb, table_name, table, setting.get("AttributeName", ""), time.time())
        except Exception:
            logger.exception("TTL reaper failed on table %s", table_name)
        finally:
            _request_account_id.reset(account_token)
            _request_region.reset(region_token)


def _reap_forever(dynamodb):
    from ministack import app

    while True:
        time.sleep(INTERVAL_SECONDS)
        loop = getattr(app, "_MAIN_LOOP", None)
        # MiniStack's handlers change tables on the event loop and take no lock, so the reaper must run there too.
        if loop is not None and loop.is_running():
            loop.call_soon_threadsafe(_reap, dynamodb)


def _streams_api_spelling(record):
    identity = record.get("userIdentity")
    if not identity:
        return record
    return {**record, "userIdentity": {"Type": identity["type"], "PrincipalId": identity["principalId"]}}


def apply():
    dynamodb = _import_dynamodb_without_its_reaper()
    from ministack.services import dynamodb_streams

    build_change_record = dynamodb._build_change_record
    cap_page_bytes = dynamodb_streams._cap_page_bytes

    def build_with_identity(*args, **kwargs):
        record = build_change_record(*args, **kwargs)
        if getattr(_expiring, "by_service", False):
            record["userIdentity"] = dict(DYNAMODB_IDENTITY)
        return record

    dynamodb._build_change_record = build_with_identity
    dynamodb_streams._cap_page_bytes = lambda page: [_streams_api_spelling(record) for record in cap_page_bytes(page)]
    threading.Thread(target=_reap_forever, args=(dynamodb,), daemon=True, name="headwater-ttl-reaper").start()
