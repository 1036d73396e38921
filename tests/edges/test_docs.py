"""Docs cannot drift: generated pages are current, every code and name is explained, every example runs."""

import ast
import doctest
import re
import runpy
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

import tocsin.testing
from tocsin.cli.main import _run
from tocsin.cluster.finding import Artefact, ArtefactKind, Finding
from tocsin.detect.registry import method_names
from tocsin.flows.methods import describe_method
from tocsin.vocab import errors
from tocsin.vocab.absence import Absence
from tocsin.vocab.status import Reason

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
BLOCK = r"^```(python|console)\n(.*?)^```"
RUN = [
    ROOT / "README.md",
    *(
        DOCS / page
        for page in (
            "tutorial.md",
            "reading-data.md",
            "plug-ins.md",
            "sources.md",
            "forecast.md",
            "scores.md",
            "hubverse.md",
        )
    ),
]


@pytest.fixture(scope="module")
def built() -> dict[Path, str]:
    return dict(runpy.run_path(str(DOCS / "build.py"))["pages"]())


def test_generated_pages__are_what_make_docs_would_write(built):
    stale = [
        str(path)
        for path, text in built.items()
        if not (DOCS / path).exists() or (DOCS / path).read_text("utf-8") != text
    ]
    assert stale == [], "run: make docs"


def test_generated_pages__every_method_has_one_and_no_other_is_left(built):
    there = {path.stem for path in (DOCS / "methods").glob("*.md")} - {"README"}
    assert there == set(method_names())


@pytest.mark.parametrize("name", method_names())
def test_methods__every_option_says_what_it_means(name):
    options = describe_method(name).options
    assert [option.name for option in options if not option.meaning] == []
    assert [option.name for option in options if "<" in option.type + option.default] == []


def test_errors__every_class_and_code_is_explained():
    page = (DOCS / "errors.md").read_text("utf-8")
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.TocsinError)]
    missing = [c.__name__ for c in classes if f"| `{c.code}` | `{c.__name__}` |" not in page]
    assert missing == []
    assert len({c.code for c in classes}) == len(classes)


def test_names__every_reason_and_absence_is_explained():
    page = (DOCS / "names.md").read_text("utf-8")
    for code in Absence:
        assert f"| {code.value} | {code.word} |" in page
    for reason in Reason:
        assert reason.word in page


def test_names__no_word_is_explained_twice():
    words = re.findall(r"^\| \*\*(.+?)\*\*", (DOCS / "names.md").read_text("utf-8"), flags=re.M)
    assert len(words) == len(set(words))


def test_findings__every_field_and_kind_is_explained():
    page = (DOCS / "findings.md").read_text("utf-8")
    told = {f.name for record in (Finding, Artefact) for f in fields(record)} - {"series", "lead"}
    assert {name for name in told if f"`{name}`" not in page} == set()
    assert {kind.name.lower() for kind in ArtefactKind if f"`{kind.name.lower()}`" not in page} == set()


@pytest.mark.parametrize("module", [tocsin, tocsin.testing], ids=lambda m: m.__name__)
def test_exports__every_public_name_loads_and_has_a_docstring(module):
    for name in module.__all__:
        exported = getattr(module, name)
        assert exported.__doc__, f"{module.__name__}.{name} has no docstring"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pages__links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def console_steps(block: str) -> list[tuple[str, str]]:
    """Commands of a console block, each with the output shown below it."""
    parts = re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.M)[1:]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


@pytest.mark.parametrize("page", RUN, ids=lambda p: p.stem)
def test_examples__run_as_written_and_print_what_is_shown(page, tmp_path, monkeypatch, capsys):
    """Python and console blocks of a page run in order, in one folder; output in the page is compared."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    checker = doctest.OutputChecker()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for kind, block in re.findall(BLOCK, page.read_text("utf-8"), flags=re.M | re.S):
        if kind == "python" and ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), 0)
            runner = doctest.DocTestRunner(checker, optionflags=flags)
            runner.run(test, clear_globs=False)
            names.update(test.globs)
            assert runner.failures == 0, capsys.readouterr().out
        elif kind == "python":
            exec(compile(ast.parse(block), page.name, "exec"), names)
        else:
            for command, shown in console_steps(block):
                run_command(command, shown, checker, flags, capsys)


def run_command(command, shown, checker, flags, capsys):
    program, *args = shlex.split(command)
    if program != "tocsin":
        return  # make and pip are for the reader's machine
    capsys.readouterr()
    code = _run(args)
    printed = capsys.readouterr()
    assert code == (2 if shown.startswith("tocsin: ") else 0), printed.err
    if shown:
        got = printed.out + printed.err
        assert checker.check_output(shown, got, flags), f"$ {command}\n{got}"
