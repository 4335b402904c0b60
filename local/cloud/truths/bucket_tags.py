"""A stack's bucket has the tags that its template gives it.

AWS (aws-resource-s3-bucket, Tags: "An arbitrary set of tags (key-value pairs) for this S3 bucket", no interruption at an
update). The CDK's custom resource that empties a bucket asks for one of them, and `cdk destroy` fails without it.
MiniStack keeps a bucket's tags in its API, and drops those of a template.
"""

from ministack.services import s3
from ministack.services.cloudformation import provisioners

TYPE = "AWS::S3::Bucket"


def tag(name, properties):
    tags = {one["Key"]: one["Value"] for one in properties.get("Tags") or []}
    if tags:
        s3._bucket_tags[name] = tags
    else:
        s3._bucket_tags.pop(name, None)


def apply():
    handlers = provisioners._RESOURCE_HANDLERS[TYPE]
    make, change = handlers["create"], handlers["update"]

    def create(logical_id, properties, stack_name):
        name, attributes = make(logical_id, properties, stack_name)
        tag(name, properties)
        return name, attributes

    def update(physical_id, old, new, stack_name):
        name, attributes = change(physical_id, old, new, stack_name)
        tag(name, new)
        return name, attributes

    handlers.update(create=create, update=update)
