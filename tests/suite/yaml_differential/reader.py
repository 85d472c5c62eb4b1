"""Reads YAML documents with PyYAML, for tests/suite/yaml_differential.rs.

stdin: a JSON list of texts. stdout: a JSON list with, for each, {"tree": ..., "has_properties": ...} or
{"error": "..."}; properties are anchors, aliases and tags. A tree is
{"scalar": text, "tag": tag, "place": [start, end] or null}, {"sequence": [...]}, or {"mapping": [[key, value], ...]};
places count characters, and are null for block scalars and for what is left out.
"""

import json
import sys

import yaml


def tree(node):
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        return {"mapping": [[tree(key), tree(value)] for key, value in node.value]}
    if isinstance(node, yaml.SequenceNode):
        return {"sequence": [tree(item) for item in node.value]}
    start, end = node.start_mark.index, node.end_mark.index
    has_place = node.style not in ("|", ">") and start < end
    return {"scalar": node.value, "tag": node.tag.rsplit(":", 1)[-1], "place": [start, end] if has_place else None}


def read(text):
    try:
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        has_properties = any(getattr(event, "anchor", None) or getattr(event, "tag", None) for event in events)
        return {"tree": tree(yaml.compose(text, Loader=yaml.SafeLoader)), "has_properties": has_properties}
    except yaml.YAMLError as error:
        return {"error": str(error)}


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
