"""A table without files has the types that Glue says: numbers of its scale, lists and structs.

MiniStack gives an empty table's decimals a scale of 3 and makes text of lists and structs, so that what is united with it
comes out other than with files there.
"""

from ministack.services import athena

_PLAIN = {"string": "VARCHAR", "int": "INTEGER", "binary": "BLOB", "float": "FLOAT"}


def duckdb_type(glue):
    """The type of Hive's words in DuckDB's: array<decimal(10,2)> -> decimal(10,2)[]."""
    glue = glue.strip()
    lower = glue.lower()
    if lower.startswith("array<"):
        return duckdb_type(glue[len("array<") : -1]) + "[]"
    if lower.startswith("struct<"):
        members = (member.split(":", 1) for member in _members(glue[len("struct<") : -1]))
        return "STRUCT(" + ", ".join(f'"{name.strip()}" {duckdb_type(of)}' for name, of in members) + ")"
    return _PLAIN.get(lower, lower)


def _members(text):
    """What commas part that stand in no brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "<(") - (character in ">)")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def empty_relation(table):
    columns = ((table.get("StorageDescriptor") or {}).get("Columns") or []) + (table.get("PartitionKeys") or [])
    if not columns:
        return "(SELECT 1 WHERE FALSE)"
    typed = (f'CAST(NULL AS {duckdb_type(column["Type"])}) AS "{column["Name"]}"' for column in columns)
    return f"(SELECT {', '.join(typed)} WHERE FALSE)"


def apply():
    athena._empty_relation = empty_relation
