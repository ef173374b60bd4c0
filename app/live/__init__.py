"""What does the page ask, and what is it answered? The same behind the local server and inside the one file.

`door` is the only way in: a kind of request and its JSON go in, an answer or faults come out. Nothing here imports what
a browser lacks (numpy, pandas, matplotlib, wasmtime, docx) but where it is said, and only when it is asked for.
"""
