"""Question sets and scales written as files, in the format that ``questionnaire_files`` reads."""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

_FIRST = ("questionnaire", "code", "key", "title", "label", "edition", "about", "kind", "text")
_NOT_TEXT = ("yes", "no", "y", "n", "on", "off", "true", "false", "null")
_LAST = ("header", "standards", "questions", "grades", "not_applicable")


class _Dumper(yaml.SafeDumper):
    """Texts in quotes, so that yes, 1.10 and 2026 stay texts; numbers as people write them; no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand further in than their key."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


def _number(dumper: yaml.SafeDumper, value: float) -> Any:
    text = format(Decimal(repr(value)), "f")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text if "." in text else f"{text}.0")


def _group(dumper: yaml.SafeDumper, value: Mapping[str, Any]) -> Any:
    names = [key for key in _FIRST if key in value]
    names += [key for key in value if key not in _FIRST and key not in _LAST]
    names += [key for key in _LAST if key in value]
    tag = "tag:yaml.org,2002:map"
    pairs = [(dumper.represent_data(_Key(name)), dumper.represent_data(value[name])) for name in names]
    return yaml.MappingNode(tag, pairs, flow_style=False)


class _Key(str):
    """A key: without quotes wherever YAML allows it."""


def _key(dumper: yaml.SafeDumper, value: _Key) -> Any:
    # Keys of grades and the like may be words that YAML takes for something else, or figures.
    plain = value.replace("_", "").isalpha() and value.casefold() not in _NOT_TEXT
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=None if plain else '"')


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_representer(dict, _group)
_Dumper.add_representer(_Key, _key)


def yaml_of_set(content: Mapping[str, Any]) -> bytes:
    """The file of a question set, whose content has the whole scale in it; the file names the scale by its code."""
    return _yaml({**content, "scale": content["scale"]["scale"]})


def yaml_of_scale(scale: Mapping[str, Any]) -> bytes:
    """The file of a scale."""
    return _yaml(dict(scale))


def files_of_set(content: Mapping[str, Any]) -> bytes:
    """A zip archive with the set's file and, in ``scales/`` beside it, its scale's: the folder of one set."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{content['questionnaire']}.yaml", yaml_of_set(content))
        archive.writestr(f"scales/{content['scale']['scale']}.yaml", yaml_of_scale(content["scale"]))
    return out.getvalue()


def _yaml(data: Mapping[str, Any]) -> bytes:
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return str(text).encode("utf-8")
