"""Reads Parquet with pyarrow, the format's reference reader, and prints each row as a line of JSON: decimals as text,
days and moments as ISO 8601, doubles as JSON numbers."""

import datetime
import decimal
import json
import sys

import pyarrow as pa
import pyarrow.dataset as ds


def plain(value):
    match value:
        case decimal.Decimal():
            return format(value, "f")
        case datetime.datetime():
            text = value.replace(tzinfo=None).isoformat(timespec="microseconds")
            return f"{text[:-3]}Z" if text.endswith("000") else f"{text}Z"
        case datetime.date():
            return value.isoformat()
        case dict():
            return {name: plain(inner) for name, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
    return value


def main(paths: list[str]) -> None:
    schemas = [ds.dataset(path).schema for path in paths]
    # Columns that a file lacks are null, and each has the widest of its types: as in the views.
    schema = pa.unify_schemas(schemas, promote_options="permissive")
    table = ds.dataset(paths, schema=schema).to_table()
    for row in table.to_pylist():
        print(json.dumps(plain(row)))


main(sys.argv[1:])
