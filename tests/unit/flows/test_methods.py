"""Where the words of a method's page come from."""

from dataclasses import dataclass
from typing import Literal

from tocsin.flows.methods import option_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Options told in the docstring.

    window, lag  length of the baseline,
                 in periods
    rule         how

    Not an option  though it looks like one.
    """

    window: int = 7
    lag: int | None = None
    rule: Literal["a", "b"] = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    limit: float = 3.0  # alarm above this
    strict: bool = (
        True  # no mercy,
        # ever
    )
    window: int = 9
    name: str = "#no comment"


def test_option_lines__from_the_docstring():
    window, lag, rule = option_lines(Told)
    assert (window.meaning, lag.meaning, rule.meaning) == (
        "length of the baseline, in periods", "length of the baseline, in periods", "how",
    )  # fmt: skip
    assert (window.type, lag.type, rule.type) == ("whole number", "whole number or none", "a or b")
    assert (window.default, lag.default) == ("7", "none")


def test_option_lines__from_comments_or_from_a_sister_class():
    limit, strict, window, name = option_lines(Commented)
    assert (limit.meaning, strict.meaning) == ("alarm above this", "no mercy, ever")
    assert window.meaning == "length of the baseline, in periods"
    assert name.meaning == ""
    assert (limit.default, strict.default) == ("3.0", "yes")
    assert (limit.type, strict.type, name.type) == ("number", "yes or no", "word")
