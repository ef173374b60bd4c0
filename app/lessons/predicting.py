"""How is a prediction read and scored? What is no prediction is refused in a sentence, never in silence."""

import re

from app.lessons.text import Text
from experiments.lessons import Amount, Choice
from sim.errors import Unreadable
from sim.faults import printable

LETTERS = "abcdef"
DIGITS = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
CLOSE = 0.1  # of what came out
SHOWN = 40  # letters of what was typed

Prediction = float | str | None


def wanted(of: Amount | Choice, text: Text) -> str:
    """What may be typed: 'a, b or c', 'a number from 0 to 30'."""
    if isinstance(of, Choice):
        letters = LETTERS[: len(of.kinds)]
        return f"{', '.join(letters[:-1])} or {letters[-1]}"
    return "a number" if of.least < 0 else f"a number from {text.say(of.least)} to {text.say(of.most)}"


def read(typed: str, of: Amount | Choice, text: Text) -> float | str:
    """A prediction as it was typed; or Unreadable, which says politely what may be."""
    bare = typed.strip()
    said = f"“{printable(bare, SHOWN)}”"
    if isinstance(of, Choice):
        letter = bare.strip("().").casefold()
        if len(letter) == 1 and letter in LETTERS[: len(of.kinds)]:
            return of.kinds[LETTERS.index(letter)]
        raise Unreadable(f"{said} is none of the answers. Please type {wanted(of, text)}.")
    plain = re.sub(r"[£%,\s]", "", bare.replace("−", "-"))
    if not DIGITS.fullmatch(plain):
        raise Unreadable(f"{said} is not a number. Please type {wanted(of, text)}, in digits.")
    value = float(plain)
    if not of.least <= value <= of.most:
        raise Unreadable(f"{said} is not possible here. Please type {wanted(of, text)}.")
    return value


def scored(prediction: Prediction, answer: float | str, of: Amount | Choice, text: Text) -> str:
    """How far off it was, kindly."""
    if isinstance(of, Choice):
        letter, option = LETTERS[of.kinds.index(str(answer))], text.options[str(answer)]
        came = f"{letter}) {option}"
        if prediction is None:
            return f"No prediction was made. What came out is {came}."
        if prediction == answer:
            return f"You said {letter}, and that is what came out: {came}."
        return f"You said {LETTERS[of.kinds.index(str(prediction))]}. What came out is {came}."
    out = text.say(float(answer))
    if prediction is None:
        return f"No prediction was made. What came out is {out}."
    said, off = _as_typed(float(prediction), text), abs(float(prediction) - float(answer))
    if text.say(float(prediction)) == out:
        return f"You said {said}, and {out} it is."
    side = text.off[float(prediction) > float(answer)]
    verdict = ": close" if off <= max(text.near, CLOSE * abs(float(answer))) else ""
    return f"You said {said}. What came out is {out}{verdict}, {text.say(off)} {side}."


def _as_typed(value: float, text: Text) -> str:
    """'£6,000', '57', '3.5'."""
    return f"{text.sign}{int(value):,}" if value == int(value) else f"{text.sign}{value:,}"
