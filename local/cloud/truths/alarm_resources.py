"""Row 7: CloudFormation makes composite alarms and alarms on metric math.

AWS (aws-resource-cloudwatch-compositealarm): Ref returns the name, GetAtt has Arn; AlarmName is "Update requires:
Replacement". (aws-resource-cloudwatch-alarm): "Metrics: An array that enables you to create an alarm based on the
result of a metric math expression"; then MetricName, Namespace, Period, Statistic are left out.
MiniStack has composite alarms in its API only, and refuses Metrics.

Still untrue: an alarm on metric math is kept and described, but not evaluated: it stays INSUFFICIENT_DATA.
"""

from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

TYPE = "AWS::CloudWatch::CompositeAlarm"
LISTS = ("AlarmActions", "OKActions", "InsufficientDataActions")
SINGLE_METRIC_ONLY = ("MetricName", "Namespace", "Dimensions", "Period", "Statistic", "ExtendedStatistic", "Unit")


def _put_composite(name, properties):
    request = {
        "AlarmName": name,
        "AlarmRule": properties["AlarmRule"],
        "AlarmDescription": properties.get("AlarmDescription", ""),
        "ActionsEnabled": str(properties.get("ActionsEnabled", True)).lower() == "true",
        **{key: list(properties.get(key) or []) for key in LISTS},
    }
    if properties.get("Tags") and name not in cloudwatch._composite_alarms:
        request["Tags"] = properties["Tags"]
    status, _headers, body = cloudwatch._put_composite_alarm({}, request, is_cbor=False, is_json=True)
    if status >= 400:
        raise ValueError(f"{TYPE} {name}: {body!r}")
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def create_composite(logical_id, properties, stack_name):
    name = properties.get("AlarmName") or provisioners._physical_name(stack_name, logical_id, max_len=255)
    return _put_composite(name, properties)


def update_composite(physical_id, _old, new, stack_name, logical_id=None):
    name = new.get("AlarmName") or physical_id
    updated = _put_composite(name, new)
    if name != physical_id:
        delete_composite(physical_id, {})
    return updated


def delete_composite(physical_id, _properties):
    alarm = cloudwatch._composite_alarms.pop(physical_id, None)
    if alarm:
        cloudwatch._resource_tags.pop(alarm["AlarmArn"], None)


def apply():
    provisioners._RESOURCE_HANDLERS[TYPE] = {
        "create": create_composite,
        "update": update_composite,
        "update_with_logical_id": True,
        "delete": delete_composite,
    }
    alarm_record = provisioners._cw_metric_alarm_record

    def record_with_metric_math(name, properties):
        metrics = properties.get("Metrics")
        if not metrics:
            return alarm_record(name, properties)
        stand_in = {**properties, "Metrics": None, "MetricName": "metric math", "Namespace": "metric math"}
        record = alarm_record(name, stand_in)
        kept = {key: value for key, value in record.items() if key not in SINGLE_METRIC_ONLY}
        return {**kept, "Metrics": metrics}

    provisioners._cw_metric_alarm_record = record_with_metric_math
