"""Enforcement (AUTH=true): who uses a bucket or a table under a customer's key needs the key as well.

AWS:
- S3 (UsingKMSEncryption): whoever puts an object under a customer's key needs kms:GenerateDataKey on it, whoever gets it
  kms:Decrypt.
- DynamoDB (encryption.usagenotes): with a customer managed key DynamoDB uses it on behalf of the principal who accesses the
  table; reading and writing decrypt the table's key. The stream is encrypted as its table is. Not confirmed in an account.
Both ask KMS as kms:ViaService. MiniStack encrypts nothing and asks nobody.
Asked for more than on AWS: S3's HeadObject, which is allowed as s3:GetObject, decrypts nothing there.
"""

S3_USES = {
    "s3:GetObject": "kms:Decrypt",
    "s3:GetObjectVersion": "kms:Decrypt",
    "s3:PutObject": "kms:GenerateDataKey",
}
TABLE_USES = frozenset(
    f"dynamodb:{action}"
    for action in (
        "BatchGetItem",
        "BatchWriteItem",
        "ConditionCheckItem",
        "DeleteItem",
        "GetItem",
        "GetRecords",
        "PartiQLDelete",
        "PartiQLInsert",
        "PartiQLSelect",
        "PartiQLUpdate",
        "PutItem",
        "Query",
        "Scan",
        "UpdateItem",
    )
)


def key_use(action, resource_arn, key_of_bucket, key_of_table):
    """(action of KMS, key) that the call needs besides its own right; None when it needs none."""
    if action in S3_USES:
        key = key_of_bucket(resource_arn.split(":::", 1)[-1].split("/")[0])
        return (S3_USES[action], key) if key else None
    if action in TABLE_USES:
        key = key_of_table(resource_arn.split(":table/", 1)[-1].split("/")[0])
        return ("kms:Decrypt", key) if key else None
    return None


def _key_of_bucket(name):
    from ministack.services import s3

    return s3._bucket_default_sse_headers(name).get("x-amz-server-side-encryption-aws-kms-key-id")


def _key_of_table(name):
    from ministack.services import dynamodb

    description = (dynamodb._tables.get(name) or {}).get("SSEDescription") or {}
    key = description.get("KMSMasterKeyArn", "") if description.get("Status") == "ENABLED" else ""
    # Everybody in the account may use the key that AWS manages: "alias/aws/dynamodb".
    return None if ":alias/aws/" in key else key or None


def apply():
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_account_id

    enforce = iam_evaluator.enforce

    def enforce_with_key(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
        use = None if denied is not None else key_use(iam_action, resource_arn, _key_of_bucket, _key_of_table)
        if use is None:
            return denied
        action, key = use
        arn = key if key.startswith("arn:") else f"arn:aws:kms:{region}:{get_account_id()}:key/{key}"
        via = {"kms:ViaService": f"{iam_action.split(':')[0]}.{region}.amazonaws.com"}
        return enforce(access_key_id, action, "kms", region, arn, via)

    iam_evaluator.enforce = enforce_with_key
