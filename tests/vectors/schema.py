# SPDX-License-Identifier: Apache-2.0
"""Holds a document against a JSON schema: the keywords that pairing/schema.json uses, and no others."""

import re
from typing import Any

KEYWORDS = {
    "$ref", "type", "enum", "pattern", "required", "properties", "patternProperties", "additionalProperties", "items",
}  # fmt: skip
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def check(document: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "$") -> None:
    """Raises an AssertionError that names the place."""
    if "$ref" in schema:
        return check(document, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, place)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert isinstance(document, tuple(TYPES[kind] for kind in kinds)), f"{place}: not of type {kinds}"
    if isinstance(document, str):
        assert document in schema.get("enum", [document]), f"{place}: {document!r} is none of them"
        assert re.search(schema.get("pattern", ""), document), f"{place}: {document!r} does not match"
    elif isinstance(document, list):
        for number, item in enumerate(document):
            check(item, schema["items"], root, f"{place}[{number}]")
    elif isinstance(document, dict):
        _check_object(document, schema, root, place)


def _check_object(document: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], place: str) -> None:
    missing = set(schema.get("required", [])) - document.keys()
    assert not missing, f"{place}: lacks {missing}"
    for name, item in document.items():
        found = _schema_of(name, schema)
        assert found is not False, f"{place}: knows no {name!r}"
        check(item, found, root, f"{place}.{name}")


def _schema_of(name: str, schema: dict[str, Any]) -> Any:
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    for pattern, found in schema.get("patternProperties", {}).items():
        if re.search(pattern, name):
            return found
    return schema["additionalProperties"]
