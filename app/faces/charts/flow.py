"""Who goes where? Stages downwards, with what leaves at each."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.faces.charts.ink import BLUE, INK, LETTER, ORANGE, PALE_BLUE, TEXT, WIDTH, area, box, cut, line, svg, text
from experiments.answer import ScenarioAnswer


class Leg(NamedTuple):
    """One stage of the flow: how many came, and how many went off at this stage."""

    title: str
    number: float
    exits: list[tuple[str, float]]


def support_legs(scenario: ScenarioAnswer) -> list[Leg]:
    """From referral to going on afterwards, averages of the programme's world."""
    flow = scenario.flow.programme
    of = words.outcomes(scenario)
    came = of["referred"].programme.mean
    if words.is_clinic(scenario):
        held = of["supported_reviews"].programme.mean
        return [Leg("referred", came, [("declined", flow["declined"])]), Leg("supported reviews held", held, [])]
    left = [("left care or the area", flow["left_support"])]
    given = flow["given_link_worker"]
    ended = flow["support_ended"]
    still = (
        given
        + flow["given_another"]
        - flow["stranded"]
        - ended
        - flow["disengaged"]
        - flow["support_cut"]
        - flow["left_support"]
    )
    rows = [
        Leg("referred", came, [("declined", flow["declined"])]),
        Leg(
            "joined the queue",
            flow["joined_queue"],
            [
                ("gave up waiting", flow["gave_up"]),
                ("service ended first", flow["wait_cut"]),
                ("left while waiting", flow["left_wait"]),
            ],
        ),
        Leg(
            "given a link worker",
            given,
            [
                ("disengaged", flow["disengaged"]),
                ("service ended first", flow["support_cut"]),
                *left,
                ("still supported or waiting", max(0.0, still)),
            ],
        ),
        Leg("completed support", ended, []),
    ]
    return rows


def activity_legs(scenario: ScenarioAnswer) -> list[Leg]:
    """What becomes of the prescriptions: counted in wishes and places, of which a person may have several."""
    flow = scenario.flow.programme
    if words.is_clinic(scenario) or not flow["wants_place"]:
        return []
    joined = flow["joined_activity"]
    over = flow["completed"] + flow["dropped_out"] + flow["activity_closed"] + flow["activity_left"]
    return [
        Leg(
            "places wanted",
            flow["wants_place"],
            [
                ("gave up waiting", flow["place_given_up"]),
                ("funding ended first", flow["place_wait_closed"]),
                ("left while waiting", flow["place_wait_left"]),
            ],
        ),
        Leg(
            "places taken",
            joined,
            [
                ("dropped out", flow["dropped_out"]),
                ("funding ended first", flow["activity_closed"]),
                ("left care or the area", flow["activity_left"]),
                ("still there at the end", max(0.0, joined - over)),
            ],
        ),
        Leg("completed", flow["completed"], []),
        Leg("went on afterwards", flow["engagement_sustained"], []),
    ]


def care_legs(scenario: ScenarioAnswer, world: str) -> list[Leg]:
    """Reviews, discharges, relapses: of one world."""
    flow = scenario.flow.programme if world == "programme" else scenario.flow.usual_care
    if not flow["reviewed"]:
        return []
    return [
        Leg("reviews held", flow["reviewed"], [("not discharged", flow["reviewed"] - flow["discharged"])]),
        Leg("discharges", flow["discharged"], []),
        Leg("relapses", flow["relapsed"], [("not referred again", flow["relapsed"] - flow["referred_again"])]),
        Leg("referred again", flow["referred_again"], []),
    ]


def flow_diagram(legs: Sequence[Leg], title: str, scale_to: float | None = None) -> Markup:
    """Stages downwards; a band as wide as the number that goes on, and what leaves it to the right."""
    widest = max(scale_to or 0.0, *(leg.number for leg in legs)) or 1.0
    scale, x0, row = 150.0 / widest, 4.0, 20.0
    body: list[Markup] = []
    y = 4.0
    for i, leg in enumerate(legs):
        exits = [(name, number) for name, number in leg.exits if number >= 0.05]
        wide = leg.number * scale
        body.append(box(x0, y, max(1.5, wide), 26, BLUE))
        label = f"{words.count(leg.number)} {leg.title}"
        inside = wide > len(label) * TEXT * LETTER * 1.1 + 10
        body.append(
            text(
                x0 + 6 if inside else x0 + max(1.5, wide) + 6,
                y + 18,
                label,
                bold=True,
                colour="#ffffff" if inside else INK,
            )
        )
        y += 26
        if i + 1 == len(legs):
            break
        height = max(16.0, len(exits) * row + 8)
        after = min(wide, legs[i + 1].number * scale)
        body.append(area([(x0, y), (x0 + wide, y), (x0 + after, y + height), (x0, y + height)], PALE_BLUE))
        for j, (name, number) in enumerate(exits):
            at = y + 4 + (j + 0.5) * row
            edge = x0 + wide + (after - wide) * (at - y) / height
            body.append(line(edge + 2, at, 166, at, ORANGE, 1.5))
            body.append(area([(166, at - 4), (174, at), (166, at + 4)], ORANGE))
            body.append(text(179, at + 4.5, cut(f"{words.count(number)} {name}", WIDTH - 181)))
        y += height
    alt = f"{title}: " + "; ".join(
        f"{words.count(leg.number)} {leg.title}"
        + "".join(f", of which {words.count(n)} {name}" for name, n in leg.exits if n >= 0.05)
        for leg in legs
    )
    return svg(WIDTH, y + 4, alt + ".", body)
