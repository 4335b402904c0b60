"""Row 7: CloudFormation makes EventBridge archives.

AWS (aws-resource-events-archive): Ref returns the archive's name, GetAtt has Arn; ArchiveName and SourceArn are
"Update requires: Replacement", the rest changes in place.
MiniStack has archives in its API but no such resource type.
"""

import json

from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

TYPE = "AWS::Events::Archive"
REPLACING = ("ArchiveName", "SourceArn")
MOST_NAME_LENGTH = 48


def _request(name, properties):
    pattern = properties.get("EventPattern") or ""
    request = {
        "ArchiveName": name,
        "EventSourceArn": properties["SourceArn"],
        "Description": properties.get("Description", ""),
        "EventPattern": pattern if isinstance(pattern, str) else json.dumps(pattern),
        "RetentionDays": int(properties.get("RetentionDays", 0)),
    }
    if properties.get("KmsKeyIdentifier"):
        request["KmsKeyIdentifier"] = properties["KmsKeyIdentifier"]
    return request


def _call(action, request):
    status, _headers, body = action(request)
    if status >= 400:
        raise ValueError(f"{TYPE} {request['ArchiveName']}: {body!r}")


def _attributes(name):
    return {"Arn": eventbridge._archives[name]["ArchiveArn"], "ArchiveName": name}


def create(logical_id, properties, stack_name):
    name = properties.get("ArchiveName") or provisioners._physical_name(
        stack_name, logical_id, max_len=MOST_NAME_LENGTH
    )
    _call(eventbridge._create_archive, _request(name, properties))
    return name, _attributes(name)


def update(physical_id, old, new, stack_name, logical_id=None):
    if any(old.get(name) != new.get(name) for name in REPLACING) or physical_id not in eventbridge._archives:
        if new.get("ArchiveName") in (None, physical_id):
            delete(physical_id, old)  # the name is taken by the very archive that is replaced
            return create(logical_id or physical_id, new, stack_name)
        replacement = create(logical_id or physical_id, new, stack_name)
        delete(physical_id, old)
        return replacement
    _call(eventbridge._update_archive, _request(physical_id, new))
    return physical_id, _attributes(physical_id)


def delete(physical_id, _properties):
    eventbridge._archives.pop(physical_id, None)


def apply():
    provisioners._RESOURCE_HANDLERS[TYPE] = {
        "create": create,
        "update": update,
        "update_with_logical_id": True,
        "delete": delete,
    }
