"""From gross to net and back: the figures of the source, and every other (SAL-1)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.errors import NoValueInForce
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.calendar import Month
from ishtirak.rules.contributions import tariff_for
from ishtirak.rules.money import Money, Rate
from ishtirak.rules.salaries import NoSuchNet, analyse, grosses_of

LAW = shipped_law()
DAY = date(2026, 1, 15)
OF_INCOME = st.sampled_from([code for code, category in sorted(LAW.categories.items()) if not category.by_age])
QIRSH = 10


@pytest.mark.requirement("SAL-1")
def test_the_analysis_of_1000_dinars_is_that_of_the_source() -> None:
    found = analyse(Money.dinars("1000.00"), DAY, LAW)

    assert (str(found.social_security), str(found.solidarity)) == ("51.250", "10.000")
    assert (str(found.jihad_base), str(found.jihad), str(found.bank_net)) == ("938.750", "28.160", "910.590")
    assert (str(found.health), str(found.net)) == ("25.000", "885.590")
    assert (found.on, found.month, found.category) == (DAY, Month(2026, 1), "public_employee")


@pytest.mark.requirement("SAL-1", "SAL-2")
def test_five_percent_more_than_the_net_of_the_source_is_929_87() -> None:
    net = Money.dinars("885.59")

    rise = net.share(Rate.of(Decimal(5), QIRSH))

    assert (str(rise), str(net + rise)) == ("44.280", "929.870")


@pytest.mark.requirement("SAL-1")
@given(st.decimals(0, 10**7, places=2))
def test_every_analysis_is_that_of_decimals_rounded_half_up_at_each_step(gross: Decimal) -> None:
    def part(amount: Decimal, percent: str) -> Decimal:
        return (amount * Decimal(percent) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)

    base = gross - part(gross, "5.125") - part(gross, "1")
    bank_net = base - part(base, "3")

    found = analyse(Money.dinars(str(gross)), DAY, LAW)

    assert Decimal(str(found.bank_net)) == bank_net
    assert Decimal(str(found.net)) == bank_net - part(gross, "2.5")


@pytest.mark.requirement("SAL-1")
@given(OF_INCOME, st.integers(0, 10**9))
def test_what_is_taken_and_what_is_left_are_the_gross_and_what_is_taken_for_health_is_what_is_owed(
    category: str, dirhams: int
) -> None:
    gross = Money(dirhams)

    found = analyse(gross, DAY, LAW, category)

    taken = found.social_security + found.solidarity + found.jihad + found.health
    assert found.net + taken == gross
    assert found.health == tariff_for(category, Month.of(DAY), LAW).owed_on(gross).subscriber


@pytest.mark.requirement("SAL-1")
@given(OF_INCOME, st.integers(0, 10**8))
def test_a_gross_is_among_those_of_its_net_and_each_of_those_has_that_net(category: str, qirsh: int) -> None:
    gross = Money(qirsh * QIRSH)
    net = analyse(gross, DAY, LAW, category).net

    found = grosses_of(net, DAY, LAW, category)

    assert gross in [each.gross for each in found]
    assert all(each.net == net and each == analyse(each.gross, DAY, LAW, category) for each in found)
    assert [each.gross for each in found] == sorted({each.gross for each in found})


@pytest.mark.requirement("SAL-1")
@given(OF_INCOME, st.integers(0, 10**8))
def test_every_net_in_whole_qirsh_has_a_gross_and_comes_back_from_it(category: str, qirsh: int) -> None:
    net = Money(qirsh * QIRSH)

    found = grosses_of(net, DAY, LAW, category)

    assert found
    assert {each.net for each in found} == {net}


@pytest.mark.requirement("SAL-1")
def test_no_gross_is_left_out_among_those_up_to_300_dinars() -> None:
    by_net: dict[Money, list[Money]] = {}
    for dirhams in range(0, 300_000, QIRSH):
        gross = Money(dirhams)
        by_net.setdefault(analyse(gross, DAY, LAW).net, []).append(gross)
    whole = [Money(dirhams) for dirhams in range(0, 260_000, QIRSH)]

    assert all(net in by_net for net in whole), "every net in qirsh has a gross"
    for net in whole[::7]:
        assert [each.gross for each in grosses_of(net, DAY, LAW)] == by_net[net]


@pytest.mark.requirement("SAL-1")
@pytest.mark.parametrize("net", ["885.595", "-0.01", "-885.59", "0.001"])
def test_a_net_that_no_gross_gives_is_refused(net: str) -> None:
    with pytest.raises(NoSuchNet) as refusal:
        grosses_of(Money.dinars(net), DAY, LAW)

    assert refusal.value.code == "no_such_net"
    assert net.rstrip("0") in refusal.value.in_english


@pytest.mark.requirement("CON-6", "SAL-1")
def test_before_the_law_there_is_no_analysis() -> None:
    with pytest.raises(NoValueInForce):
        analyse(Money.dinars("1000"), date(2009, 12, 31), LAW)
