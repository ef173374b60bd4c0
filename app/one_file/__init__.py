"""How is the whole program one HTML file, which a browser opens from a disk and which asks nothing of any network?

| room | what it does |
|---|---|
| `parts` | whose software is inside, by its checksum and its licence |
| `program` | all that is to be imported there: theirs, and this program as it is installed |
| `compile.mjs`, `compiled` | which of it a page needs, and that compiled: by the Python that will run it |
| `building` | the page, with all parts inside |
| `static/worker.js`, `desk` | in the page: a worker with a Python of its own, and what it is asked |
| `static/file.js` | in the page: the workers, and who is asked what |
"""
