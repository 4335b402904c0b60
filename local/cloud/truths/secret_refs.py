"""Ref of a stack's secret is its ARN.

AWS (aws-resource-secretsmanager-secret, Return values): Ref returns the ARN of the secret, with its six random characters.
MiniStack returns its name, so that a policy on it names no resource: under enforcement nobody may read a secret that a
stack made.
"""

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

TYPE = "AWS::SecretsManager::Secret"


def name_of(physical_id):
    """By which MiniStack's own handlers know it; data of an older launcher has the name already."""
    _, secret = secretsmanager._resolve(physical_id)
    return secret["Name"] if secret else physical_id


def apply():
    handlers = provisioners._RESOURCE_HANDLERS[TYPE]
    make, change, remove = handlers["create"], handlers["update"], handlers["delete"]

    def create(logical_id, properties, stack_name):
        _, attributes = make(logical_id, properties, stack_name)
        return attributes["Arn"], attributes

    def update(physical_id, *rest, **named):
        changed, attributes = change(name_of(physical_id), *rest, **named)
        _, secret = secretsmanager._resolve(changed)
        return (secret["ARN"] if secret else changed), attributes

    def delete(physical_id, properties):
        return remove(name_of(physical_id), properties)

    handlers.update(create=create, update=update, delete=delete)
