"""An answer in which whatever a file may word says something else: for texts no run need be made for."""

import copy


def spoiled(answer, text):
    """What the program itself words is left."""
    whole = copy.deepcopy(answer)
    scenario = whole["scenarios"][0]
    whole["options"]["by_cost"] = [text if name == scenario["name"] else name for name in whole["options"]["by_cost"]]
    for key in ("name", "title", "question", "description"):
        scenario[key] = text
    scenario["files"], scenario["prices"]["index"] = [text], text
    if scenario["headline"]:
        scenario["headline"]["source"] = text
    whole["provenance"]["command"] = text
    for row in scenario["assumptions"][:2]:
        row["source"] = row["informed_by"] = row["title"] = row["value"] = text
    for row in [*scenario["money_by_year"], *scenario["ledger_by_year"]["lines"]]:
        row["payer"] = text
    for row in scenario["by_trait"]:
        row["title"] = text
    for row in scenario["outcomes"]:
        if row["name"].startswith(("wider", "uses")):
            row["title"] = text
    for row in whole["cautions"]:
        row["sentence"], row["file"] = text, text
    for row in whole["options"]["rows"]:
        row["title"] = text
    return whole
