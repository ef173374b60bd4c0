"""`spsim web`: the page with the levers, in a browser on this machine, until Ctrl-C.

What serves is in `app.web` and imported here alone. The address goes to stdout, with the secret of this launch in it:
who has not seen it cannot use the page. Nothing else is printed while it runs.
"""

import argparse
import os
import sys
from base64 import b64encode
from contextlib import suppress
from threading import Thread

from app import PROGRAM
from app.cli.exits import DONE, Printed
from app.cli.streams import is_a_terminal, put, say
from app.faces.as_json import as_json
from sim.errors import NotPrinted, WrongInput
from sim.faults import printable
from sim.loading import bundled, load

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")  # where a Linux says that it has one


def web(args: argparse.Namespace) -> Printed:
    """Serve the page until Ctrl-C."""
    from app.live import door
    from app.web.application import application
    from app.web.desk import Desk
    from app.web.guard import Guard
    from app.web.listening import listening, serve
    from app.web.served import served

    begins_with = _link(args.scenario) if args.scenario else ""
    with listening(args.port) as where:
        guard, desk = Guard(where.getsockname()[1]), Desk(door.asked, traceback=args.traceback)
        address = guard.address + begins_with
        app = application(guard, desk, served())
        with suppress(KeyboardInterrupt):  # how it is meant to end
            _say(address, args)
            serve(app, desk, where)
    say("\nThe page has been stopped.", quiet=args.quiet)
    if desk.busy:
        from experiments.workers import leave

        leave(DONE)
    return Printed("")


def _say(address: str, args: argparse.Namespace) -> None:
    """Where the page is; and open it, where there is a screen on which a browser would be seen."""
    if why_not := put(sys.stdout, f"{as_json({'address': address}) if args.json else _invitation(address)}\n"):
        raise NotPrinted(f"The address could not be printed: {why_not}.")
    screen = sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in SCREENS)
    if screen and is_a_terminal(sys.stdout) and not (args.no_open or args.json):
        Thread(target=_open, args=(address,), daemon=True).start()


def _link(scenario: str) -> str:
    """What stands behind the # of the address, so that the page begins with this scenario: a file, as the page itself
    would open it."""
    from app.live.link import link_if_short
    from app.live.reading import Sent, read
    from app.live.setting import Option, Setting

    loaded = load(scenario)
    if loaded.path == bundled().get(loaded.name):
        return link_if_short(Setting(a=Option(scenario=loaded.name)))
    content = b64encode(loaded.path.read_bytes()).decode()
    if link := link_if_short(read(Sent(name=loaded.path.name, base64=content))):
        return link
    raise WrongInput(
        f"{printable(loaded.path.name, 60)} says more than an address can hold. Start {PROGRAM} web without it, and "
        "open the file on the page."
    )


def _invitation(address: str) -> str:
    return (
        f"The page is ready. Open this address in a browser on this machine:\n\n  {address}\n\n"
        "Leave this window open while you use the page; Ctrl-C here stops it.\n"
        "Only this machine can reach the page, and nothing that you enter there leaves it."
    )


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
