import unittest

from authorization import role_of
from search_domains import action_of, is_domain_path, resource_of
from truths.denials import worded
from truths.encrypted_stores import key_use
from truths.loopback_is_secure import is_loopback
from truths.sqs_batch_actions import BATCHES

BUCKET_KEY, TABLE_KEY = "bucket-key", "table-key"
KEYS = (lambda name: BUCKET_KEY if name == "encrypted" else None, lambda name: TABLE_KEY if name == "films" else None)
TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/films"


class Authorization(unittest.TestCase):
    def test_a_batch_of_messages_needs_the_right_to_one(self):
        self.assertEqual(BATCHES["sqs:SendMessageBatch"], "sqs:SendMessage")
        self.assertEqual(len(BATCHES), 3)

    def test_only_this_machine_counts_as_encrypted(self):
        self.assertTrue(is_loopback("127.0.0.1") and is_loopback("::1"))
        self.assertFalse(is_loopback("192.168.1.4") or is_loopback("localhost"))

    def test_an_object_under_a_key_needs_the_key(self):
        self.assertEqual(key_use("s3:GetObject", "arn:aws:s3:::encrypted/a/b", *KEYS), ("kms:Decrypt", BUCKET_KEY))
        self.assertEqual(key_use("s3:PutObject", "arn:aws:s3:::encrypted/a", *KEYS), ("kms:GenerateDataKey", BUCKET_KEY))
        self.assertIsNone(key_use("s3:DeleteObject", "arn:aws:s3:::encrypted/a", *KEYS))
        self.assertIsNone(key_use("s3:GetObject", "arn:aws:s3:::plain/a", *KEYS))

    def test_a_table_and_its_stream_and_its_indices_under_a_key_need_the_key(self):
        for resource in (TABLE, f"{TABLE}/index/by-name", f"{TABLE}/stream/2026-11-30T00:00:00.000"):
            self.assertEqual(key_use("dynamodb:GetRecords", resource, *KEYS), ("kms:Decrypt", TABLE_KEY))
        self.assertIsNone(key_use("dynamodb:DescribeTable", TABLE, *KEYS))

    def test_a_role_is_known_by_its_session(self):
        self.assertEqual(role_of("arn:aws:sts::000000000000:assumed-role/normalizer/session"), "normalizer")
        self.assertIsNone(role_of("arn:aws:iam::000000000000:root"))

    def test_a_refusal_names_the_action_and_the_resource(self):
        self.assertEqual(
            worded("dynamodb", "dynamodb:GetItem", "arn:of:me", TABLE, False),
            f"User: arn:of:me is not authorized to perform: dynamodb:GetItem on resource: {TABLE} "
            "because no identity-based policy allows the dynamodb:GetItem action",
        )
        self.assertIn('"arn:aws:s3:::b/k"', worded("s3", "s3:GetObject", "arn:of:me", "arn:aws:s3:::b/k", True))

    def test_a_request_to_a_domain_needs_the_right_of_its_method_on_its_path(self):
        domain = "arn:aws:es:us-east-1:000000000000:domain/shop"
        self.assertEqual([action_of(method) for method in ("GET", "DELETE")], ["es:ESHttpGet", "es:ESHttpDelete"])
        self.assertEqual(resource_of(domain, "film-write/_search"), f"{domain}/film-write/_search")
        self.assertTrue(is_domain_path("/_headwater/domain/shop/_bulk"))
        self.assertFalse(is_domain_path("/_headwater/state"))
