"""Laws of assessments and clocks: more yes never means less, a seal binds, clocks never run backwards."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.events.agreement import agreement
from tocsin.events.assessment import Answer, Answers, Assessment, Said, check, commitment, verify
from tocsin.events.clocks import ClockState, Milestones, clocks
from tocsin.events.outcome import Decision, outcome, what_would_change
from tocsin.flows.packs import load_packs, load_rule_sets

PACKS = st.sampled_from(list(load_packs().values()))
RULES = list(load_rule_sets().values())
NAMES = sorted({name for rules in RULES for name in rules.milestones})
RANK = [Decision.NOT_NOW, Decision.UNDECIDED, Decision.NOTIFY]
UP = {Said.NO: Said.NOT_KNOWN, Said.NOT_KNOWN: Said.YES, Said.YES: Said.YES}
START = datetime(2026, 5, 1, tzinfo=UTC)
nonces = st.text("0123456789abcdef", min_size=64, max_size=64)


@st.composite
def packs_and_answers(draw):
    pack = draw(PACKS)
    texts = st.text(min_size=1, max_size=8).filter(lambda text: text == text.strip())
    said = [
        Answer(question=q.id, said=draw(st.sampled_from(Said)), reason=draw(texts)) for q in pack.questions
    ]
    levels = [st.sampled_from([None, *(level.id for level in scale)])
              for scale in (pack.matrix.likelihood, pack.matrix.impact)]  # fmt: skip
    return pack, Answers(
        pack=pack.id, version=pack.version, answers=tuple(said),
        likelihood=draw(levels[0]), impact=draw(levels[1]),
    )  # fmt: skip


def with_said(answers, changes):
    said = {answer.question: answer.said for answer in answers.answers} | changes
    parts = tuple(
        Answer(question=a.question, said=said[a.question], reason=a.reason) for a in answers.answers
    )
    return Answers(
        pack=answers.pack, version=answers.version, answers=parts, likelihood=answers.likelihood,
        impact=answers.impact,
    )  # fmt: skip


def hazards(pack):
    return st.sampled_from([None, "measles", *(h.id for h in (*pack.always_notify, *pack.always_assess))])


@given(packs_and_answers(), st.data())
def test_outcome__never_falls_when_an_answer_rises(given_answers, data):
    pack, answers = given_answers
    hazard, question = data.draw(hazards(pack)), data.draw(st.sampled_from(pack.questions)).id
    higher = with_said(answers, {question: UP[answers.said(question)]})
    before, after = (outcome(pack, a, hazard).decision for a in (answers, higher))
    assert RANK.index(after) >= RANK.index(before)


@given(packs_and_answers(), st.data())
def test_changes__each_flips_the_decision_and_no_part_of_it_does(given_answers, data):
    pack, answers = given_answers
    hazard = data.draw(hazards(pack))
    now = outcome(pack, answers, hazard).decision
    for change in what_would_change(pack, answers, hazard):
        assert (
            outcome(pack, with_said(answers, dict(change.answers)), hazard).decision is change.to is not now
        )
        for left_out in change.answers:
            part = {question: said for question, said in change.answers if question != left_out[0]}
            assert outcome(pack, with_said(answers, part), hazard).decision is not change.to


@given(packs_and_answers(), packs_and_answers(), nonces, nonces, st.sampled_from(["XA", "XB"]))
def test_commitment__opens_with_nothing_but_what_was_sealed(one, other, nonce, other_nonce, member):
    _, answers = one
    sealed = commitment(answers, nonce, event="7kq2m9xd", member="XA")
    same = (answers, nonce, "XA") == (other[1], other_nonce, member)
    assert verify(sealed, other[1], other_nonce, event="7kq2m9xd", member=member) is same
    assert verify(sealed, answers, nonce, event="7kq2m9xd", member="XA")


@given(packs_and_answers())
def test_answers__come_back_from_their_body(given_answers):
    pack, answers = given_answers
    assert check(pack, answers.body()) == answers


@given(PACKS, st.data())
def test_agreement__every_member_is_counted_once_in_every_spread(pack, data):
    mine = packs_and_answers().filter(lambda both: both[0] is pack)
    told = data.draw(st.lists(st.tuples(mine, st.booleans()), max_size=4))
    given_in = [
        Assessment(member=f"X{n}", answers=answers, at=START, late=late)
        for n, ((_, answers), late) in enumerate(told)
    ]
    found = agreement(pack, given_in)
    for spread in (*found.questions.values(), found.decisions, found.likelihood, found.impact, found.risk):
        for side, late in ((spread.members, False), (spread.late, True)):
            assert sorted(sum(side.values(), ())) == [a.member for a in given_in if a.late is late]


moments = st.one_of(
    st.integers(0, 30 * 24).map(lambda hours: START + timedelta(hours=hours)),
    st.integers(1, 30).map(lambda day: date(2026, 5, day)),
)
milestones = st.builds(
    Milestones,
    at=st.dictionaries(st.sampled_from(NAMES), moments),
    unknown=st.frozensets(st.sampled_from(NAMES), max_size=2),
    not_applicable=st.frozensets(st.sampled_from(NAMES), max_size=4),
)
ORDER = {
    ClockState.WAITING: 0, ClockState.NOT_KNOWN: 1, ClockState.RUNNING: 2, ClockState.OVERDUE: 3,
    ClockState.MET: 4, ClockState.LATE: 4, ClockState.NOT_APPLICABLE: 4,
}  # fmt: skip


@settings(max_examples=200)
@given(milestones, st.integers(0, 40 * 24), st.integers(0, 10 * 24))
def test_clocks__never_run_backwards(given_at, hours, more):
    first, later = (START + timedelta(hours=h) for h in (hours, hours + more))
    for before, after in zip(clocks(given_at, RULES, first), clocks(given_at, RULES, later), strict=True):
        reached = len(before.missing) > len(after.missing)
        assert ORDER[after.state] >= ORDER[before.state] or (reached and after.state is ClockState.NOT_KNOWN)
        if before.due is not None:
            assert (after.started, after.due) == (before.started, before.due)
        if before.state in (ClockState.MET, ClockState.LATE):
            assert after == before
        if before.state is after.state is ClockState.RUNNING:
            assert before.remaining - after.remaining == later - first


@given(milestones, st.integers(0, 60 * 24))
def test_clocks__say_what_their_state_asks_for(given_at, hours):
    for clock in clocks(given_at, RULES, START + timedelta(hours=hours)):
        running = clock.state is ClockState.RUNNING
        assert (clock.remaining is not None) is running
        assert (clock.overrun is not None) is clock.asks_bottleneck
        assert (clock.stopped is not None) is (clock.state in (ClockState.MET, ClockState.LATE))
        assert all(t is None or t >= timedelta(0) for t in (clock.remaining, clock.overrun))
        assert not (set(clock.missing) & given_at.not_applicable)
