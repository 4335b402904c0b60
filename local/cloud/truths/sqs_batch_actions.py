"""Enforcement (AUTH=true): a batch of messages needs the right to do so with one.

AWS: "You cannot set permissions explicitly for SendMessageBatch, DeleteMessageBatch, or ChangeMessageVisibilityBatch.
Instead, setting permissions for SendMessage, DeleteMessage, or ChangeMessageVisibility sets permissions for the
corresponding batch versions of the actions." (SQS developer guide, sqs-batch-api-actions)
MiniStack asks for the operation's own name, which no role has.
"""

BATCHES = {
    f"sqs:{action}Batch": f"sqs:{action}" for action in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")
}


def apply():
    from ministack.core import iam_actions

    extract = iam_actions.extract_iam_action

    def action_of_one(*request):
        action = extract(*request)
        return BATCHES.get(action, action)

    iam_actions.extract_iam_action = action_of_one
