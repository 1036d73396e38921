"""House rules a linter cannot see: sizes, purity, light imports, no address and no machine path."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ROOMS = ROOT / "src/tocsin"
PURE_ROOMS = ("vocab", "panel", "detect", "cluster", "nowcast", "rt", "forecast", "score", "events")
PURE = [p for p in SOURCE if p.relative_to(ROOMS).parts[0] in PURE_ROOMS]
MOST_LINES, MOST_FUNCTION_LINES = 400, 80
NAMELESS = {"utils", "helpers", "common", "misc"}
IMPURE_MODULES = frozenset(
    [
        "io",
        "logging",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "subprocess",
        "tempfile",
        "time",
        "urllib",
    ]
)
IMPURE_CALLS = re.compile(
    r"^(open|print|input|exec|eval|(datetime\.)?datetime\.(now|today|utcnow)|(datetime\.)?date\.today"
    r"|os\.(environ|getenv|path|remove|mkdir).*|np\.random\.(?!Generator|default_rng).*|pl\.(read|scan)_\w+"
    r"|np\.(load|save|savez|loadtxt|savetxt|genfromtxt))$"
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCE + TESTS + sorted(ROOT.glob("[bdv]*/*.py")), ids=relative)
def test_sizes__a_file_and_a_function_fit_a_readers_head(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = code_lines(node)
            assert lines <= MOST_FUNCTION_LINES, f"{node.name} has {lines} lines beside its docstring"


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first, lines = node.body[0], (node.end_lineno or node.lineno) - node.lineno + 1
    has_docstring = ast.get_docstring(node) is not None
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0)


def test_names__no_module_is_named_after_nothing():
    assert [relative(path) for path in SOURCE if path.stem in NAMELESS] == []


@pytest.mark.parametrize("path", PURE, ids=relative)
def test_purity__numeric_rooms_touch_no_file_clock_environment_or_global_chance(path):
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in IMPURE_MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in IMPURE_MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Call) and IMPURE_CALLS.match(ast.unparse(node.func)):
            found.append(ast.unparse(node.func))
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ":
            found.append("os.environ")
        elif isinstance(node, ast.Global):
            found.append(f"global {', '.join(node.names)}")
    assert found == []


IMPURE = "open datetime.now date.today os.getenv np.random.poisson np.random.seed pl.read_csv"
HARMLESS = "np.random.default_rng rng.poisson periods.end pl.DataFrame reopen os.cpu_count"


def test_purity__the_rule_sees_what_it_should():
    assert all(IMPURE_CALLS.match(call) for call in IMPURE.split())
    assert not any(IMPURE_CALLS.match(call) for call in HARMLESS.split())


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_tests__none_is_skipped_and_every_raises_matches_a_text(path):
    tree = ast.parse(path.read_text("utf-8"))
    contexts = [
        item.context_expr for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items
    ]
    for call in contexts:
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.raises":
            matched = any(keyword.arg in ("match", "check") for keyword in call.keywords)
            assert matched or ast.unparse(call.args[0]) == "SystemExit", f"line {call.lineno}: no match"
    marks = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert marks & {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.skip"} == set()


KINDS = {".py", ".md", ".toml", ".txt", ".R", ".j2", ".po", ".css", ""}
FOLDERS = ("src", "tests", "docs", "benchmarks", "validation", "changes", ".ci")
UNFINISHED = ("TO" + "DO", "FIX" + "ME", r"\bX" + r"XX\b")
MACHINE = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "index" + "-url", "files." + "pythonhosted")
MARKS = re.compile("|".join([*UNFINISHED, *MACHINE]))


def texts() -> list[Path]:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    known = [path for path in [*inside, *ROOT.glob("*")] if path.is_file() and path.suffix in KINDS]
    return [path for path in known if ".egg-info" not in path.as_posix()]


def test_texts__hold_no_machine_path_address_of_an_index_or_unfinished_mark():
    found = {}
    for path in texts():
        hit = MARKS.search(path.read_text("utf-8", errors="replace"))
        if hit:
            found[relative(path)] = hit.group()
    assert found == {}


def test_constraints__hold_names_and_versions_only_and_cover_every_dependency():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.!+]+", line)] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]

    def plain(name: str) -> str:
        return re.split(r"[\[<>=!~; ]", name)[0].lower().replace("_", "-")

    assert {plain(name) for name in wanted} - {plain(line) for line in pins} == set()


def modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"numpy", "polars", "pyarrow", "scipy", "numba", "altair", "pandas", "jinja2", "babel", "narwhals"}


@pytest.mark.parametrize("statement", ["import tocsin", "import tocsin.cli", "import tocsin.testing"])
def test_imports__what_a_newcomer_waits_for_is_light(statement):
    assert modules_after(statement) & HEAVY == set()


def test_imports__help_of_a_command_loads_no_table_or_drawing_on_the_way():
    statement = "from tocsin.cli.main import _run\n_run(['detect', '--help'])\n_run(['watch', '--help'])"
    assert modules_after(statement) & (HEAVY | {"rich"}) == set()
