"""Row 9: a stream record says how large it is.

AWS: "SizeBytes: The size of the stream record, in bytes" (API_streams_StreamRecord): its keys and images by DynamoDB's
item size rules. MiniStack writes 0, so nothing that weighs a batch by size can be tried locally.
"""

from ministack.services import dynamodb


def apply():
    build_change_record = dynamodb._build_change_record

    def build_with_size(*args, **kwargs):
        record = build_change_record(*args, **kwargs)
        change = record["dynamodb"]
        parts = (change.get("Keys"), change.get("OldImage"), change.get("NewImage"))
        change["SizeBytes"] = sum(dynamodb._item_size_bytes(part) for part in parts if part)
        return record

    dynamodb._build_change_record = build_with_size
