"""The faces: command line, reports and pages. What the program is called, and which version it is."""

PROGRAM = "spsim"


def version() -> str:
    """The version installed; a checkout that is not installed says so."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed(PROGRAM)
    except PackageNotFoundError:
        return "of an uninstalled checkout"
