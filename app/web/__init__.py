"""How does the page reach a browser? A small server, of this machine and for this machine alone.

`spsim web` starts it. It serves one page (`app.faces.live`), some files by a fixed list of names, and answers what the
page asks at the door that every back end shares (`app.live.door`). What it refuses stands in `guard`, how long and how
large a request may be in `bodies`, and who is answered when in `desk`. It keeps nothing and asks no other machine.
"""
