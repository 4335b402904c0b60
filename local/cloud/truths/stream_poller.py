"""Rows 1, 2 and 10, streams: one reader per stream and ParallelizationFactor lanes, each with its own thread.

AWS (Lambda developer guide, with-ddb): "Lambda polls shards in your DynamoDB stream"; it "buffers up to" BatchSize
records or until MaximumBatchingWindowInSeconds or 6 MB; with a ParallelizationFactor "Lambda still ensures in-order
processing at the item (partition and sort key) level": concurrent batches are divided by the partition key's hash. A
batch that fails blocks the records behind it (services-dynamodb-errors).
The stored position is that of the oldest record not dealt with, so that a restart loses none.
"""

import zlib

from ministack.services import dynamodb, lambda_svc

from truths.poller import Poller
from truths.stream_lane import StreamLane

# How far the reader runs ahead of the slowest lane, so that one blocked key does not hold up the others.
MOST_UNSETTLED = 20_000


class StreamPoller(Poller):
    # What AWSLambdaDynamoDBExecutionRole holds (Lambda developer guide, services-dynamodb-eventsourcemapping).
    reads_with = (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
    )

    def __init__(self, account, region, mapping):
        super().__init__(account, region, mapping)
        self.table_name = mapping["EventSourceArn"].split("/stream/")[0].split("/")[-1]
        self.lanes = []
        self.position = None

    def run(self):
        super().run()
        for lane in self.lanes:
            lane.stop()
        for lane in self.lanes:
            lane.join()  # until then no other poller starts for this mapping: two would break the order
        if self.position is not None:
            self.store_position()

    def poll(self):
        table = dynamodb._tables.get(self.table_name)
        if not table or table.get("LatestStreamArn") != self.mapping["EventSourceArn"] or not self.function_record():
            return False
        self.divide_into_lanes()
        if self.position is None:
            self.position = self.stored_position()
        records = self.read()
        self.hand_to_lanes(records, table["pk_name"])
        self.store_position()
        return bool(records)

    def divide_into_lanes(self):
        """As many lanes as ParallelizationFactor says. They change only between records, so that order is kept."""
        wanted = self.setting("ParallelizationFactor", 1)
        if len(self.lanes) == wanted or any(lane.unsettled for lane in self.lanes):
            return
        for lane in self.lanes:
            lane.stop()
        self.lanes = [StreamLane(self, number) for number in range(wanted)]
        for lane in self.lanes:
            lane.start()

    def read(self):
        """The next records that pass the filter, each with its position in the stream."""
        room = MOST_UNSETTLED - sum(len(lane.unsettled) for lane in self.lanes)
        page = dynamodb.stream_records_since(self.table_name, self.position, max(0, room))
        first, self.position = self.position, self.position + len(page)
        if not (self.mapping.get("FilterCriteria") or {}).get("Filters"):
            return list(enumerate(page, first))
        kept = {id(record) for record in lambda_svc._apply_filter_criteria(page, self.mapping)}
        return [(offset, record) for offset, record in enumerate(page, first) if id(record) in kept]

    def hand_to_lanes(self, records, partition_key):
        shares = [[] for _ in self.lanes]
        for offset, record in records:
            key = str(record["dynamodb"]["Keys"].get(partition_key))
            shares[zlib.crc32(key.encode()) % len(shares)].append((offset, record))
        for lane, share in zip(self.lanes, shares):
            lane.add(share)

    def stored_position(self):
        start = dynamodb.stream_start_position(self.table_name)
        end = dynamodb.stream_end_position(self.table_name)
        default = start if self.mapping.get("StartingPosition") == "TRIM_HORIZON" else end
        stored = lambda_svc._dynamodb_stream_positions.get(self.mapping["UUID"], default)
        # MiniStack persists the position but not the stream: after a restart a position may lie past the stream's end,
        # and every write up to it would be skipped.
        return min(max(stored, start), end)

    def store_position(self):
        unsettled = [lane.oldest_unsettled() for lane in self.lanes]
        position = min((offset for offset in unsettled if offset is not None), default=self.position)
        with lambda_svc._dynamodb_stream_positions_lock:
            if self.mapping["UUID"] in lambda_svc._esms:
                lambda_svc._dynamodb_stream_positions[self.mapping["UUID"]] = position
