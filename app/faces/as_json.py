"""How is an answer written for other programs?"""

import json
import math

from experiments.rows import as_plain


def as_json(data: object) -> str:
    """One JSON object. A capacity of nothing has an infinite load; JSON has no word for it but null."""
    return json.dumps(finite(as_plain(data)), ensure_ascii=False, allow_nan=False)


def finite(data: object) -> object:
    """The same with null where a number is not finite."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data
