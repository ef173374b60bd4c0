"""`spsim export-app`: the page as one file that needs nothing installed and no network."""

import argparse

from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.files import check_outputs, write_text
from sim.faults import printable


def export_app(args: argparse.Namespace) -> Printed:
    """Written whole, or not at all."""
    check_outputs([args.file], force=args.force)
    from app.one_file.building import built

    page = built(args.parts)
    write_text(args.file, page, force=args.force)
    size = len(page.encode())
    if args.json:
        return Printed(as_json({"file": str(args.file), "bytes": size}))
    return Printed(f"{printable(args.file.name)}: {size / 1e6:.1f} MB. Open it in a browser; it asks for nothing else.")
