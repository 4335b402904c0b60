import unittest
import xml.etree.ElementTree as xml

from truths.stack_encryption import bucket_encryption, table_encryption

KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"


def bucket(**default):
    rule = {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}
    return {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}


class StackEncryption(unittest.TestCase):
    def test_a_bucket_under_a_key_names_it(self):
        rule = xml.fromstring(bucket_encryption(bucket(SSEAlgorithm="aws:kms", KMSMasterKeyID=KEY)))
        texts = {element.tag.split("}")[1]: element.text for element in rule.iter()}
        self.assertEqual((texts["SSEAlgorithm"], texts["KMSMasterKeyID"], texts["BucketKeyEnabled"]), ("aws:kms", KEY, "true"))

    def test_a_bucket_under_a_key_of_the_service_stays_as_it_is(self):
        for algorithm in ("AES256", "aws:kms"):
            self.assertIsNone(bucket_encryption(bucket(SSEAlgorithm=algorithm)))
        self.assertIsNone(bucket_encryption({}))

    def test_a_table_under_a_key_names_it_as_create_table_does(self):
        given = {"SSESpecification": {"SSEEnabled": "true", "SSEType": "KMS", "KMSMasterKeyId": KEY}}
        self.assertEqual(table_encryption(given), {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY})
        self.assertIsNone(table_encryption({}))
