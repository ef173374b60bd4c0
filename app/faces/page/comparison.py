"""How do scenarios differ in what comes of them? The sentence, and the paired differences."""

from collections.abc import Mapping
from typing import Any

from app import words
from app.tables import apart
from app.tables.table import shown, shown_if
from experiments.answer import Comparison


def comparison_view(pair: Comparison, titles: Mapping[str, str]) -> dict[str, Any]:
    """Two scenarios: the sentence, and the paired differences."""
    tables = [shown_if(apart.money(pair)), shown(apart.outcomes(pair)), shown_if(apart.by_group(pair))]
    return {
        "first": titles.get(pair.first, pair.first),
        "second": titles.get(pair.second, pair.second),
        "said": words.comparison_in_words(pair, titles),
        "tables": [table for table in tables if table],
    }
