"""Streams survive a restart along with their table (PERSIST_STATE=1).

AWS: "DynamoDB Streams ... stores this information in a log for up to 24 hours" (Streams.html).
MiniStack saves tables and the positions of event source mappings, but not the stream records: what was written and not
yet processed at shutdown would never reach a function. (A position past the end of the emptied stream would also skip
as many new writes: see stream_poller.py, stored_position.)
"""

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb

RECORDS_KEY, TRIMMED_KEY = "headwater_stream_records", "headwater_stream_trimmed"


def _copy(store):
    copied = AccountRegionScopedDict()
    for (account, region, key), value in store.all_items():
        copied.set_scoped(account, region, key, list(value) if isinstance(value, list) else value)
    return copied


def apply():
    get_state, load_persisted_state = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state_with_streams():
        streams = {RECORDS_KEY: _copy(dynamodb._stream_records), TRIMMED_KEY: _copy(dynamodb._stream_trimmed)}
        return {**get_state(), **streams}

    def load_with_streams(data):
        load_persisted_state(data)
        dynamodb._stream_records.update((data or {}).get(RECORDS_KEY, {}))
        dynamodb._stream_trimmed.update((data or {}).get(TRIMMED_KEY, {}))

    dynamodb.get_state = get_state_with_streams
    dynamodb.load_persisted_state = load_with_streams
