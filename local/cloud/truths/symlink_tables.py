"""Athena reads a table of SymlinkTextInputFormat through lists of addresses: each line of its objects is an s3:// address.

Hive's format, which Athena takes in CREATE TABLE (Athena user guide, "SerDe reference"; it is how S3 Inventory's
manifests are read). MiniStack takes the lists themselves for the table's data.
"""

import os
from urllib.parse import urlparse

from ministack.services import athena, s3


def addresses(lists):
    """The addresses in the texts, in order, without empty lines."""
    return [line.strip() for text in lists for line in text.splitlines() if line.strip()]


def fetched(files):
    """What the lists name, copied beside them."""
    texts = []
    for path in files:
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    folder = os.path.join(os.path.dirname(files[0]), "addressed")
    os.makedirs(folder, exist_ok=True)
    paths = []
    for number, address in enumerate(addresses(texts)):
        parsed = urlparse(address)
        data = s3._get_object_data(parsed.netloc, parsed.path.lstrip("/"))
        # As Athena does: it names the file that it cannot open.
        if data is None:
            raise FileNotFoundError(f"HIVE_CANNOT_OPEN_SPLIT: {address} is not there")
        path = os.path.join(folder, f"{number}.data")
        with open(path, "wb") as file:
            file.write(data)
        paths.append(path)
    return paths


def apply():
    table_relation = athena._table_relation

    def through_addresses(table, files):
        storage = table.get("StorageDescriptor") or {}
        if "SymlinkTextInputFormat" not in (storage.get("InputFormat") or ""):
            return table_relation(table, files)
        paths = fetched(files)
        return table_relation(table, paths) if paths else athena._empty_relation(table)

    athena._table_relation = through_addresses
