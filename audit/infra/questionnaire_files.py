"""Question sets and scales as files: read, checked against schema and rules, problems named by file and line.

A folder holds question sets (``*.yaml``) and, in ``scales/``, the grade scales that they name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.domain.problem import Problem, dotted
from audit.domain.questionnaire_check import check_links, check_questionnaire
from audit.domain.scale_check import check_scale
from audit.domain.scales import Scale, scale_from_data
from audit.infra.questionnaire_schema import STARTERS, schema_problems
from audit.infra.yaml_file import Document, YamlUnreadable, read_yaml


@dataclass(frozen=True)
class FileProblem:
    """Something wrong in a file: where, and a sentence that says how to mend it."""

    file: str
    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}:{key} {self.sentence}"


@dataclass(frozen=True)
class Loaded:
    """A sound question set. ``data`` is the content of an edition: the file's, with the whole scale in it."""

    data: dict[str, Any]
    path: Path


@dataclass(frozen=True)
class LoadedScale:
    """A sound scale."""

    data: dict[str, Any]
    path: Path
    scale: Scale


@dataclass(frozen=True)
class Library:
    """What was read: the sound sets and scales, and everything that is wrong in the others."""

    sets: tuple[Loaded, ...]
    scales: tuple[LoadedScale, ...]
    problems: tuple[FileProblem, ...]


@dataclass(frozen=True)
class _File:
    """One file that could be read as YAML."""

    path: Path
    document: Document

    @property
    def data(self) -> Any:
        return self.document.data

    @property
    def is_scale(self) -> bool:
        if not isinstance(self.data, dict):
            return self.path.parent.name == "scales"
        return "scale" in self.data and not {"questionnaire", "standards"} & set(self.data)

    def problem(self, problem: Problem) -> FileProblem:
        line, _ = self.document.place(problem.path)
        return FileProblem(_name(self.path), line, dotted(problem.path), problem.sentence)


def load_folder(folder: Path, *, starters: Path = STARTERS) -> Library:
    """Read every question set and scale of a folder. A scale that the folder lacks is taken from the starters."""
    if not folder.is_dir():
        return Library(
            (), (), (FileProblem(_name(folder), 1, "", "There is no such folder. Check the name."),)
        )
    return load_files(_yaml_files(folder / "scales") + _yaml_files(folder), starters=starters)


def load_files(paths: Sequence[Path], *, starters: Path = STARTERS) -> Library:
    """Read these question sets and scales.

    A scale is looked for among the files, then in ``scales/`` beside a file, then among the starters.
    """
    return _Reading(starters).read(paths)


def content_problems(data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong in the content of an edition, which carries its whole scale instead of the scale's code."""
    scale = data.get("scale")
    found = [Problem(("scale", *p.path), p.sentence) for p in schema_problems("scale", scale)]
    if found or not isinstance(scale, dict):
        return found
    content = {**data, "scale": scale["scale"]}
    found = schema_problems("questionnaire", content)
    found += [Problem(("scale", *p.path), p.sentence) for p in check_scale(scale)]
    return found or check_questionnaire(content, {scale["scale"]: scale_from_data(scale)})


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in (".yaml", ".yml") and path.is_file())


def _name(path: Path) -> str:
    """The file as its author would name it from here."""
    full, here = path.resolve(), Path.cwd()
    return str(full.relative_to(here)) if full.is_relative_to(here) else str(path)


class _Reading:
    """One reading of some files: scales first, then the sets that name them, then the links between sets."""

    def __init__(self, starters: Path) -> None:
        self.starters = starters
        self.problems: list[FileProblem] = []
        self.scales: dict[str, LoadedScale] = {}
        self.broken_scales: dict[str, str] = {}
        """Codes of scales that have problems of their own, with their files."""

    def read(self, paths: Sequence[Path]) -> Library:
        files = [file for path in dict.fromkeys(paths) if (file := self._open(path)) is not None]
        for file in files:
            if file.is_scale:
                self._scale(file)
        asked = tuple(self.scales.values())
        sets = [file for file in files if not file.is_scale]
        self._other_scales({file.path.parent / "scales" for file in sets})
        sound = [file for file in sets if self._set(file)]
        sound = [file for file in sound if self._links(file, sound)]
        loaded = [
            Loaded({**file.data, "scale": self.scales[file.data["scale"]].data}, file.path) for file in sound
        ]
        return Library(tuple(loaded), asked, tuple(sorted(self.problems, key=lambda p: (p.file, p.line))))

    def _open(self, path: Path) -> _File | None:
        if path.is_dir():
            self.problems.append(FileProblem(_name(path), 1, "", "This is a folder. Name the files in it."))
            return None
        try:
            document = read_yaml(path)
        except YamlUnreadable as error:
            self.problems.append(FileProblem(_name(path), error.slip.line, "", error.slip.sentence))
            return None
        file = _File(path, document)
        self.problems += [FileProblem(_name(path), slip.line, "", slip.sentence) for slip in document.slips]
        return file

    def _note(self, file: _File, problems: Iterable[Problem]) -> bool:
        """Keep the problems of a file; whether there were none."""
        named = [file.problem(problem) for problem in problems]
        self.problems += named
        return not named and not file.document.slips

    def _scale(self, file: _File) -> None:
        code = str(file.data.get("scale", "")) if isinstance(file.data, dict) else ""
        problems = schema_problems("scale", file.data, file.document.written) or check_scale(file.data)
        if code in self.scales:
            first = _name(self.scales[code].path)
            problems.append(
                Problem(("scale",), f"The scale '{code}' is also in {first}. Give one of them another code.")
            )
        if self._note(file, problems):
            self.scales[code] = LoadedScale(file.data, file.path, scale_from_data(file.data))
        else:
            self.broken_scales.setdefault(code, _name(file.path))

    def _other_scales(self, folders: set[Path]) -> None:
        """Scales that were not asked for but may be named; what is wrong in them matters only to a set that does."""
        for folder in [*sorted(folders), self.starters / "scales"]:
            for path in _yaml_files(folder):
                try:
                    data = read_yaml(path).data
                except YamlUnreadable:
                    continue
                code = str(data.get("scale", "")) if isinstance(data, dict) else ""
                if code in self.scales or code in self.broken_scales:
                    continue
                if schema_problems("scale", data) or check_scale(data):
                    self.broken_scales[code] = _name(path)
                else:
                    self.scales[code] = LoadedScale(data, path, scale_from_data(data))

    def _set(self, file: _File) -> bool:
        problems = schema_problems("questionnaire", file.data, file.document.written)
        if problems:
            return self._note(file, problems)
        scale = file.data["scale"]
        if scale in self.broken_scales and scale not in self.scales:
            where = self.broken_scales[scale]
            sentence = f"The scale '{scale}' has problems of its own in {where}. Mend that file first."
            return self._note(file, [Problem(("scale",), sentence)])
        return self._note(
            file,
            check_questionnaire(file.data, {code: found.scale for code, found in self.scales.items()}),
        )

    def _links(self, file: _File, sound: Sequence[_File]) -> bool:
        problems = check_links(file.data, [other.data for other in sound if other is not file])
        for other in sound[: sound.index(file)]:
            if all(other.data[part] == file.data[part] for part in ("questionnaire", "edition")):
                problems.append(
                    Problem(
                        ("edition",),
                        f"Edition {file.data['edition']} of {file.data['questionnaire']} is also in "
                        f"{_name(other.path)}. Give one of them another edition.",
                    )
                )
        return self._note(file, problems)
