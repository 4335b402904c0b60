import base64
import gzip
import hashlib
import json
import unittest

from truths.table_export import PARTITIONS, export_objects, partitioned, refusal, with_times

EXPORT = {
    "ExportArn": "arn:aws:dynamodb:us-east-1:000000000000:table/shop/export/01234567890123-a1b2c3d4",
    "TableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/shop",
    "StartTime": 1_700_000_000.5,
    "ExportTime": 1_700_000_000.5,
    "S3Bucket": "exports",
}
FOLDER = "AWSDynamoDB/01234567890123-a1b2c3d4"
TABLE = {f"film-{number}": {"": {"pk": {"S": f"film-{number}"}, "n": {"N": "12.50"}}} for number in range(40)}


class TableExport(unittest.TestCase):
    def setUp(self):
        objects, self.count, _ = export_objects(EXPORT, partitioned(TABLE))
        self.objects = dict(objects)
        self.files = [json.loads(line) for line in self.objects[f"{FOLDER}/manifest-files.json"].splitlines()]

    def test_every_item_lies_in_one_file_as_its_manifest_says(self):
        found = []
        for file in self.files:
            data = self.objects[file["dataFileS3Key"]]
            items = [json.loads(line)["Item"] for line in gzip.decompress(data).splitlines()]
            self.assertEqual(len(items), file["itemCount"])
            self.assertEqual(base64.b64encode(hashlib.md5(data).digest()).decode(), file["md5Checksum"])
            found.extend(items)
        key = lambda item: item["pk"]["S"]
        self.assertEqual(sorted(found, key=key), sorted((item for row in TABLE.values() for item in row.values()), key=key))

    def test_it_has_a_file_for_each_partition_and_a_summary(self):
        summary = json.loads(self.objects[f"{FOLDER}/manifest-summary.json"])
        self.assertEqual(len(self.files), PARTITIONS)
        self.assertEqual((summary["itemCount"], summary["exportTime"]), (40, "2023-11-14T22:13:20.500Z"))
        self.assertEqual(summary["manifestFilesS3Key"], f"{FOLDER}/manifest-files.json")

    def test_an_empty_table_has_empty_files(self):
        objects, count, size = export_objects(EXPORT, partitioned({}))
        data = [body for key, body in objects if key.endswith(".gz")]
        self.assertEqual((count, size, [gzip.decompress(body) for body in data]), (0, 0, [b""] * PARTITIONS))

    def test_a_prefix_goes_before(self):
        objects, _, _ = export_objects({**EXPORT, "S3Prefix": "nightly/"}, partitioned(TABLE))
        self.assertTrue(all(key.startswith(f"nightly/{FOLDER}/") for key, _ in objects))

    def test_it_is_refused_without_recovery_and_where_this_cloud_cannot(self):
        self.assertIsNone(refusal({}, True, "shop"))
        self.assertEqual(refusal({}, False, "shop")[0], "PointInTimeRecoveryUnavailableException")
        self.assertEqual(refusal({"ExportTime": 1}, True, "shop")[0], "InvalidExportTimeException")
        self.assertEqual(refusal({"ExportFormat": "ION"}, True, "shop")[0], "ValidationException")
        self.assertEqual(refusal({"ExportType": "INCREMENTAL_EXPORT"}, True, "shop")[0], "ValidationException")

    def test_a_state_machine_gets_times_as_text(self):
        seen = with_times({"ExportDescription": EXPORT})["ExportDescription"]
        self.assertEqual((seen["ExportTime"], seen["S3Bucket"]), ("2023-11-14T22:13:20.500Z", "exports"))
