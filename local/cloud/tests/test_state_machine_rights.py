import unittest

from truths.state_machine_rights import right_of_task

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:worker"
EXPORT = "arn:aws:dynamodb:us-east-1:000000000000:table/shop/export/01"


class StateMachineRights(unittest.TestCase):
    def test_a_task_that_invokes_a_function_needs_the_function(self):
        needed = ("lambda:InvokeFunction", FUNCTION)
        self.assertEqual(right_of_task("arn:aws:states:::lambda:invoke", {"FunctionName": FUNCTION}), needed)
        self.assertEqual(right_of_task(FUNCTION, {}), needed)

    def test_a_call_to_dynamodb_needs_the_action_on_what_it_names(self):
        describe = "arn:aws:states:::aws-sdk:dynamodb:describeExport"
        self.assertEqual(right_of_task(describe, {"ExportArn": EXPORT}), ("dynamodb:DescribeExport", EXPORT))

    def test_what_names_nothing_known_is_not_asked_for(self):
        self.assertIsNone(right_of_task("arn:aws:states:::aws-sdk:dynamodb:listTables", {}))
        self.assertIsNone(right_of_task("arn:aws:states:::sqs:sendMessage", {"QueueUrl": "u"}))
