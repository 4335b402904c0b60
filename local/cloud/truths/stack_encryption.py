"""A bucket and a table that a stack puts under a customer's key say so.

AWS: BucketEncryption of AWS::S3::Bucket and SSESpecification of AWS::DynamoDB::Table; GetBucketEncryption and
DescribeTable show them, and whose calls need which key goes by them (encrypted_stores.py).
MiniStack's CloudFormation leaves both out: every bucket of a stack says AES256, every table nothing. It refuses an
upload under the key that AWS manages ("requires a key id"), as CDK's own bucket has it: such a bucket stays AES256.
"""

from xml.sax.saxutils import escape

BUCKET_TYPE, TABLE_TYPE = "AWS::S3::Bucket", "AWS::DynamoDB::Table"


def bucket_encryption(properties):
    """The ServerSideEncryptionConfiguration, as PutBucketEncryption takes it, of a bucket under a key; None of any other."""
    rules = (properties.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration") or []
    default = (rules[0] if rules else {}).get("ServerSideEncryptionByDefault") or {}
    key = default.get("KMSMasterKeyID")
    if not key:
        return None
    return "".join((
        '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>',
        "<ApplyServerSideEncryptionByDefault>",
        f"<SSEAlgorithm>{escape(default['SSEAlgorithm'])}</SSEAlgorithm>",
        f"<KMSMasterKeyID>{escape(key)}</KMSMasterKeyID>",
        "</ApplyServerSideEncryptionByDefault>",
        f"<BucketKeyEnabled>{str(rules[0].get('BucketKeyEnabled', False)).lower()}</BucketKeyEnabled>",
        "</Rule></ServerSideEncryptionConfiguration>",
    ))


def table_encryption(properties):
    """SSESpecification as CreateTable has it: CloudFormation calls its `Enabled` SSEEnabled. None without one."""
    given = properties.get("SSESpecification")
    if not given:
        return None
    enabled = str(given.get("SSEEnabled", False)).lower() == "true"
    return {**{name: value for name, value in given.items() if name != "SSEEnabled"}, "Enabled": enabled}


def apply():
    from ministack.services import dynamodb, s3
    from ministack.services.cloudformation import provisioners

    def encrypt_bucket(name, properties):
        configuration = bucket_encryption(properties)
        if configuration:
            s3._bucket_encryption[name] = configuration
        else:
            s3._bucket_encryption.pop(name, None)

    def encrypt_table(name, properties):
        described = dynamodb._sse_description_from_spec(table_encryption(properties))
        if name in dynamodb._tables and described:
            dynamodb._tables[name]["SSEDescription"] = described

    for kind, encrypt in ((BUCKET_TYPE, encrypt_bucket), (TABLE_TYPE, encrypt_table)):
        provisioners._RESOURCE_HANDLERS[kind] = _with(encrypt, provisioners._RESOURCE_HANDLERS[kind])


def _with(encrypt, handlers):
    create, update = handlers["create"], handlers["update"]

    def create_encrypted(logical_id, properties, stack_name):
        made = create(logical_id, properties, stack_name)
        encrypt(made[0], properties)
        return made

    def update_encrypted(physical_id, old, properties, *more):
        made = update(physical_id, old, properties, *more)
        encrypt(made[0] if made else physical_id, properties)
        return made

    return {**handlers, "create": create_encrypted, "update": update_encrypted}
