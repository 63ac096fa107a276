"""The list of findings is calm: it is sorted, keeps its place, and what goes is missed for a while first."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from nnviz.diagnosis import Finding
from tests.ui.finding_cases import DEAD, DIVERGED, SLOW, VANISHING
from ui.findings_strip.remark import Remark
from ui.findings_strip.standing import GRACE_SECONDS, HELD_SECONDS, Standing


class Clocked:
    def __init__(self) -> None:
        self.standing = Standing()
        self.now = 0.0

    def take(self, *findings: Finding, after: float = 0.5) -> None:
        self.now += after
        self.standing.take([Remark(finding) for finding in findings], self.now)

    @property
    def read(self) -> str | None:
        remark = self.standing.read
        return None if remark is None else remark.finding.kind

    @property
    def place(self) -> tuple[int, int]:
        return self.standing.index + 1, self.standing.count


@pytest.fixture
def listed() -> Clocked:
    return Clocked()


def test_the_gravest_is_read_first(listed: Clocked) -> None:
    listed.take(SLOW, VANISHING, DIVERGED)
    kinds = []
    for _ in range(4):
        kinds.append(listed.read)
        listed.standing.move(1)
    assert kinds == ["divergence", "vanishing_gradients", "slow_progress", "divergence"]


def test_of_equal_ones_the_first_that_came_stays_first(listed: Clocked) -> None:
    listed.take(DEAD)
    listed.take(VANISHING, DEAD)
    assert listed.read == "dead_units"
    assert listed.place == (1, 2)


def test_a_graver_one_is_read_as_long_as_nobody_has_chosen(listed: Clocked) -> None:
    listed.take(SLOW)
    listed.take(SLOW, DIVERGED)
    assert listed.read == "divergence"


def test_whoever_has_turned_the_page_keeps_the_page(listed: Clocked) -> None:
    listed.take(VANISHING, SLOW)
    listed.standing.move(1)
    listed.take(VANISHING, SLOW, DIVERGED, DEAD)
    assert listed.read == "slow_progress"
    assert listed.place == (4, 4)


def test_what_is_missed_for_a_moment_stays(listed: Clocked) -> None:
    listed.take(VANISHING, DEAD)
    for _ in range(40):
        listed.take(DEAD)
        assert listed.read == "vanishing_gradients"
        listed.take(VANISHING, DEAD)
        assert listed.place == (1, 2)


def test_what_is_missed_for_good_goes_after_the_grace(listed: Clocked) -> None:
    listed.take(VANISHING)
    listed.take()
    assert listed.standing.seconds_to_expiry(listed.now) == GRACE_SECONDS
    listed.standing.expire(listed.now + 0.99 * GRACE_SECONDS)
    assert listed.read == "vanishing_gradients"
    listed.standing.expire(listed.now + GRACE_SECONDS)
    assert listed.read is None
    assert listed.standing.seconds_to_expiry(listed.now) is None


def test_the_place_is_kept_where_the_chosen_one_goes(listed: Clocked) -> None:
    listed.take(DIVERGED, VANISHING, SLOW)
    listed.standing.move(1)
    listed.take(DIVERGED, SLOW)
    listed.take(DIVERGED, SLOW, after=GRACE_SECONDS)
    assert listed.read == "slow_progress"
    assert listed.place == (2, 2)
    listed.take(DIVERGED)
    listed.take(DIVERGED, after=GRACE_SECONDS)
    assert listed.read == "divergence"


def test_numbers_are_brought_up_to_date_in_place(listed: Clocked) -> None:
    listed.take(VANISHING, SLOW)
    newer = replace(VANISHING, step=200, evidence="Hidden 1 receives 1.1e−6.")
    listed.take(newer, SLOW)
    assert listed.standing.read == Remark(newer)
    assert listed.place == (1, 2)


def test_a_finding_that_moves_to_another_layer_is_the_same_one(listed: Clocked) -> None:
    listed.take(VANISHING)
    listed.take(replace(VANISHING, layer=3))
    assert listed.place == (1, 1)


def test_the_same_of_another_run_is_another_finding(listed: Clocked) -> None:
    listed.take(VANISHING, replace(VANISHING, run=1))
    assert listed.place == (1, 2)


def test_what_is_held_is_not_pushed_away(listed: Clocked) -> None:
    listed.take(SLOW)
    listed.standing.hold(True)
    listed.take(SLOW, DIVERGED)
    assert listed.read == "slow_progress"
    listed.standing.hold(False)
    assert listed.read == "divergence"


def test_what_is_held_stays_longer_but_not_for_ever(listed: Clocked) -> None:
    listed.take(SLOW)
    listed.standing.hold(True)
    listed.take(DIVERGED)
    assert listed.standing.seconds_to_expiry(listed.now) == HELD_SECONDS
    listed.take(DIVERGED, after=0.99 * HELD_SECONDS)
    assert listed.read == "slow_progress"
    listed.take(DIVERGED, after=0.01 * HELD_SECONDS)
    assert listed.read == "divergence"
    assert listed.place == (1, 1)


def test_what_was_held_goes_at_once_where_its_time_is_up(listed: Clocked) -> None:
    listed.take(SLOW)
    listed.standing.hold(True)
    listed.take(after=GRACE_SECONDS)
    listed.take(after=GRACE_SECONDS)
    assert listed.read == "slow_progress"
    listed.standing.hold(False)
    listed.standing.expire(listed.now)
    assert listed.read is None


def test_holding_an_empty_list_holds_what_comes_first(listed: Clocked) -> None:
    listed.standing.hold(True)
    listed.take(SLOW)
    listed.take(SLOW, DIVERGED)
    assert listed.read == "slow_progress"


def test_letting_go_keeps_what_was_chosen_by_the_arrows(listed: Clocked) -> None:
    listed.take(VANISHING, SLOW)
    listed.standing.hold(True)
    listed.standing.move(1)
    listed.standing.hold(False)
    assert listed.read == "slow_progress"


def test_other_runs_begin_with_nothing(listed: Clocked) -> None:
    listed.take(VANISHING, SLOW)
    listed.standing.move(1)
    listed.standing.forget()
    assert listed.read is None
    listed.take(SLOW, VANISHING)
    assert listed.read == "vanishing_gradients"
