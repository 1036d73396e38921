import copy
import tomllib
from importlib.resources import files

import pytest

from tocsin.events.packs import LANGS
from tocsin.events.read_pack import OUTCOMES, read_pack
from tocsin.events.read_rule_set import read_rule_set
from tocsin.flows.packs import find_pack, load_packs, load_rule_sets
from tocsin.vocab.errors import PackError, UnknownNameError

DATA = files("tocsin.events").joinpath("data")


def pack_table(name="drugs"):
    return tomllib.loads(DATA.joinpath("packs", f"{name}.toml").read_text("utf-8"))


def rule_table(name="7-1-7"):
    return tomllib.loads(DATA.joinpath("rule_sets", f"{name}.toml").read_text("utf-8"))


def read(table):
    return read_pack(table, "mine.toml", rule_sets=load_rule_sets())


def test_packs__three_come_with_tocsin_each_under_its_own_name():
    assert sorted(load_packs()) == ["cyber", "drugs", "infectious"]
    assert sorted(load_rule_sets()) == ["7-1-7", "ihr-2005", "ihr-2024", "nis2-2022"]
    for kind, loaded in (("packs", load_packs()), ("rule_sets", load_rule_sets())):
        assert sorted(path.name for path in DATA.joinpath(kind).iterdir()) == sorted(
            f"{n}.toml" for n in loaded
        )


@pytest.mark.parametrize("name", ["cyber", "drugs", "infectious"])
def test_packs__ours_say_everything_in_three_languages_and_scripts(name):
    pack = find_pack(name)
    levels = [*pack.matrix.likelihood, *pack.matrix.impact, *pack.matrix.risks]
    helped = [*pack.questions, *levels]
    titled = [pack, *helped, *pack.always_notify, *pack.always_assess, *pack.indicators]
    texts = [x.title for x in titled] + [x.help for x in helped] + [pack.outcomes[o] for o in OUTCOMES]
    texts += [indicator.unit for indicator in pack.indicators]
    for text in texts:
        assert sorted(text) == sorted(LANGS)
        letters = {lang: [c for c in text[lang] if c.isalpha()] for lang in LANGS}
        if letters["en"] and text["en"] not in ("kg",):
            assert any("а" <= c.lower() <= "я" for c in letters["ru"]), text
            assert any("\u4e00" <= c <= "\u9fff" for c in letters["zh"]), text


def test_packs__the_lists_of_annex_2_are_there():
    pack = find_pack("infectious")
    assert [h.id for h in pack.always_notify] == ["smallpox", "polio-wild", "influenza-new-subtype", "sars"]
    assert [h.id for h in pack.always_assess] == [
        "cholera", "pneumonic-plague", "yellow-fever", "viral-haemorrhagic-fever", "west-nile-fever",
        "dengue", "rift-valley-fever", "meningococcal-disease", "severe-respiratory-unknown",
    ]  # fmt: skip
    assert pack.notify_from == 2
    assert len(pack.questions) == 4


def test_packs__the_times_of_the_rule_sets_are_those_of_their_texts():
    told = {
        (rules.id, clock.id): (clock.limit, clock.counting, len(clock.stops))
        for rules in load_rule_sets().values()
        for clock in rules.clocks
    }
    ihr = {"assess": (48, "hours", 1), "notify": (24, "hours", 1), "verify": (24, "hours", 1)}
    assert told == {
        **{("ihr-2005", name): limit for name, limit in ihr.items()},
        **{("ihr-2024", name): limit for name, limit in ihr.items()},
        ("7-1-7", "detect"): (7, "days", 1),
        ("7-1-7", "notify"): (1, "days", 1),
        ("7-1-7", "respond"): (7, "days", 7),
        ("nis2-2022", "warn"): (24, "hours", 1),
        ("nis2-2022", "notify"): (72, "hours", 1),
    }


def edited(path, value, name="drugs"):
    table = copy.deepcopy(pack_table(name))
    *way, last = path
    at = table
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return table


ROW = ["matrix", "risk", "likely"]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["id"], None, "id is missing; it must be a text"),
        (["id"], " ", "id is blank; it must be a text"),
        (["version"], "1", "version is '1'; it must be a whole number, 1 or more"),
        (["version"], True, "version is True; it must be a whole number"),
        (["version"], 0, "version is 0; it must be 1 or more"),
        (["title"], "Drugs", "title is 'Drugs'; it must be a table of en, ru, zh"),
        (["title", "zh"], None, "title.zh is missing; it must be a text"),
        (["title", "fr"], "Drogues", "title.fr is not known here; known: en, ru, zh"),
        (["questions"], [], "questions is empty; there must be 1 or more"),
        (["questions"], {}, r"questions is {}; it must be a list of tables: write \[\[questions\]\]"),
        (["questions"], ["why"], r"questions\[1\] is 'why'; it must be a table"),
        (["questions", 1, "id"], "health", "questions has 'health' twice; an id names one thing"),
        (["questions", 0, "help", "ru"], "", r"questions\[1\].help.ru is blank"),
        (["notify_from"], 6, "notify_from is 6; it must be at most the number of questions, 5"),
        (["always_assess", 1, "names"], ["fentanyl"], "the lists of hazards has 'fentanyl' twice"),
        (["outcomes", "not-now"], None, "outcomes.not-now is missing"),
        (["outcomes"], None, r"outcomes is missing; it must be a table: write \[outcomes\]"),
        (ROW, ["low"], "matrix.risk.likely has 1 risks; it must have one for each impact, 5"),
        (ROW, [*["low"] * 4, "odd"], "matrix.risk.likely has 'odd'; risks are low"),
        (ROW, ["low"] * 5, "matrix.risk.likely falls below the row of a lower likelihood"),
        ([*ROW[:2], "very-unlikely"], ["moderate", *["low"] * 4], "matrix.risk.very-unlikely falls along"),
        (["matrix", "risk", "rare"], ["low"], "matrix.risk.rare is not known here"),
        (ROW, [1], "matrix.risk.likely holds 1; it must be a list of texts"),
        (["matrix", "impact"], [], "matrix.impact has 0 levels; it must have 2 or more"),
        (["matrix", "likelihood", 0, "id"], "not-known", "matrix.likelihood has a level 'not-known'"),
        (["rule_sets"], ["ihr-1969"], "rule_sets names 'ihr-1969'; known: 7-1-7, ihr-2005"),
        (["indicators", 0, "kind"], "sum", r"indicators\[1\].kind is 'sum'; it must be one of count, rate"),
        (["indicators", 0, "watch"], "yes", r"indicators\[1\].watch is 'yes'; it must be true or false"),
        (["indicators", 0, "colour"], "red", r"indicators\[1\].colour is not known here"),
        (["effort", "indicator"], "hours", "effort names 'hours'; indicators are seizures"),
        (["effort", "on"], [], "effort.on is empty"),
        (["effort", "on"], ["operation-days"], "effort.on holds 'operation-days', which is the effort"),
        (["effort", "exclude_above"], -1, "effort.exclude_above is -1; it must be a number, 0 or more"),
        (["effort", "exclude_above"], "many", "effort.exclude_above is 'many'; it must be a number"),
        (["effort", "exclude_above"], float("nan"), "effort.exclude_above is nan"),
        (["colour"], "red", "colour is not known here"),
    ],
)  # fmt: skip
def test_packs__a_fault_is_named_with_key_value_and_bound(path, value, fault):
    with pytest.raises(PackError, match=f"^mine.toml cannot be used as a threat pack: .*{fault}"):
        read(edited(path, value))


def test_packs__all_faults_are_named_at_once():
    table = edited(["version"], 0)
    del table["title"]["ru"]
    table["indicators"] = [indicator | {"watch": False} for indicator in table["indicators"]]
    with pytest.raises(PackError, match=r"title\.ru is missing") as caught:
        read(table)
    assert "version is 0" in str(caught.value)
    assert "indicators has none that is watched" in str(caught.value)


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda t: t.pop("clocks"), "clocks is empty; there must be 1 or more"),
        (lambda t: t.update(in_force="2021"), "in_force is '2021'; it must be a day: write 2025-09-19"),
        (
            lambda t: t["clocks"][0].update(starts="birth"),
            "clock 'detect' names 'birth'; milestones are emerged",
        ),
        (lambda t: t["clocks"][0].update(stops=[]), r"clocks\[1\].stops is empty; it must name 1 milestone"),
        (lambda t: t["clocks"][0].update(stops=["emerged"]), "clock 'detect' starts and stops at 'emerged'"),
        (
            lambda t: t["clocks"][0].update(counting="weeks"),
            "counting is 'weeks'; it must be one of hours, days",
        ),
        (lambda t: t["clocks"][1].update(id="detect"), "clocks has 'detect' twice"),
        (lambda t: t["clocks"][0].update(limit=0), r"clocks\[1\].limit is 0; it must be 1 or more"),
        (lambda t: t["milestones"]["emerged"].pop("zh"), "milestones.emerged.zh is missing"),
    ],
)
def test_rule_sets__a_fault_is_named_with_key_value_and_bound(edit, fault):
    table = rule_table()
    edit(table)
    with pytest.raises(PackError, match=f"^mine.toml cannot be used as a rule set: .*{fault}"):
        read_rule_set(table, "mine.toml")


def test_rule_sets__a_moment_is_no_day():
    table = tomllib.loads(
        DATA.joinpath("rule_sets", "7-1-7.toml")
        .read_text("utf-8")
        .replace("2021-09-30", "2021-09-30T00:00:00Z")
    )
    with pytest.raises(PackError, match=r"in_force is 2021-09-30T00:00:00\+00:00; it must be a day"):
        read_rule_set(table, "mine.toml")


def test_packs__those_of_a_workspace_join_and_replace_ours(tmp_path):
    (tmp_path / "packs").mkdir()
    (tmp_path / "rule_sets").mkdir()
    text = DATA.joinpath("packs", "drugs.toml").read_text("utf-8")
    (tmp_path / "packs" / "own.toml").write_text(
        text.replace("exclude_above = 0", "exclude_above = 3"), "utf-8"
    )
    rules = DATA.joinpath("rule_sets", "7-1-7.toml").read_text("utf-8").replace('"7-1-7"', '"5-1-5"')
    (tmp_path / "rule_sets" / "own.toml").write_text(rules, "utf-8")
    (tmp_path / "packs" / "more.toml").write_text(
        text.replace('id = "drugs"', 'id = "more"').replace("rule_sets = []", 'rule_sets = ["5-1-5"]'),
        "utf-8",
    )
    assert sorted(load_packs(tmp_path)) == ["cyber", "drugs", "infectious", "more"]
    assert find_pack("drugs", tmp_path).effort.exclude_above == 3
    assert find_pack("drugs").effort.exclude_above == 0
    assert "5-1-5" in load_rule_sets(tmp_path)
    assert load_packs(tmp_path / "elsewhere") == load_packs()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"id = ", r"packs/own.toml is not readable as TOML: .*Correct that line"),
        (b'id = "\xff"', r"packs/own.toml cannot be read: it is not UTF-8"),
        (b"id = 3", r"packs/own.toml cannot be used as a threat pack: id is 3"),
    ],
)
def test_packs__an_unusable_file_is_named(tmp_path, content, fault):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "own.toml").write_bytes(content)
    with pytest.raises(PackError, match=fault):
        load_packs(tmp_path)


def test_packs__two_files_with_one_id_are_refused(tmp_path):
    (tmp_path / "packs").mkdir()
    for name in ("a", "b"):
        (tmp_path / "packs" / f"{name}.toml").write_bytes(DATA.joinpath("packs", "cyber.toml").read_bytes())
    with pytest.raises(
        PackError, match=r"packs/b.toml has the id 'cyber', which another file beside it has too"
    ):
        load_packs(tmp_path)


def test_packs__a_name_that_is_none_is_refused():
    with pytest.raises(UnknownNameError, match=r"No threat pack 'drug'\. Did you mean drugs"):
        find_pack("drug")
