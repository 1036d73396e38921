"""Packs and answers that tests share."""

from tocsin.events.assessment import check
from tocsin.flows.packs import find_pack, load_rule_sets

INFECTIOUS = find_pack("infectious")
IHR, SEVEN = (load_rule_sets()[name] for name in ("ihr-2024", "7-1-7"))
QUESTIONS = ("serious", "unusual", "spread", "restrictions")
WORDS = {"y": "yes", "n": "no", "?": "not-known"}


def raw(letters="ynnn", likelihood="likely", impact="major"):
    """Answers as JSON, from a letter for each question: y, n or ?."""
    answers = {
        question: {"said": WORDS[letter], "reason": f"because {letter}", "evidence": ""}
        for question, letter in zip(QUESTIONS, letters, strict=True)
    }
    return {"answers": answers, "likelihood": likelihood, "impact": impact}


def answers(letters="ynnn", likelihood="likely", impact="major"):
    return check(INFECTIOUS, raw(letters, likelihood, impact))
