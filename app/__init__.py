"""The faces: command line, reports and pages."""
