"""Which key is least? Heaps and a tournament tree on flat arrays, for the compiled engine.

The caller keeps the sizes.
"""

from typing import Any

NOBODY = -1
LARGEST = (1 << 63) - 1


def heap_push(heap: Any, size: int, key: int) -> None:
    """Add a key to a binary heap of `size` keys."""
    i = size
    while i > 0 and heap[(i - 1) >> 1] > key:
        heap[i] = heap[(i - 1) >> 1]
        i = (i - 1) >> 1
    heap[i] = key


def heap_pop(heap: Any, size: int) -> int:
    """Take the least key out of a binary heap of `size` keys.

    Where the last key stood a largest one is put, so that every key looked at has a neighbour: which of two is less is
    then added, not branched on, for nobody can foretell it.
    """
    top, last = heap[0], size - 1
    key = heap[last]
    heap[last] = LARGEST
    i, child = 0, 1
    while child < last:
        child += int(heap[child + 1] < heap[child])
        if heap[child] >= key:
            break
        heap[i] = heap[child]
        i = child
        child = 2 * i + 1
    heap[i] = key
    return int(top)


PERSON = 0x3FFFFF  # the person's part of a queue key


def _put(queue: Any, person: Any, i: int, key: int) -> None:
    """A key at a place, and the place with its person, so that anybody can be taken out of the middle."""
    queue[i] = key
    person[key & PERSON].place = i


def _rise(queue: Any, person: Any, i: int, key: int) -> None:
    while i > 0 and queue[(i - 1) >> 1] > key:
        _put(queue, person, i, queue[(i - 1) >> 1])
        i = (i - 1) >> 1
    _put(queue, person, i, key)


def _sink(queue: Any, person: Any, size: int, i: int, key: int) -> None:
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and queue[child + 1] < queue[child]:
            child += 1
        if queue[child] >= key:
            break
        _put(queue, person, i, queue[child])
        i = child
    _put(queue, person, i, key)


def queue_push(queue: Any, person: Any, size: int, key: int) -> None:
    """Somebody joins a queue of `size` people."""
    _rise(queue, person, size, key)


def queue_remove(queue: Any, person: Any, size: int, i: int) -> None:
    """Somebody is taken out of the middle of a queue of `size` people."""
    person[queue[i] & PERSON].place = NOBODY
    last = size - 1
    if i < last:
        key = queue[last]
        if i > 0 and queue[(i - 1) >> 1] > key:
            _rise(queue, person, i, key)
        else:
            _sink(queue, person, last, i, key)


def queue_pop(queue: Any, person: Any, size: int) -> int:
    """Take the first out of a queue of `size` people; the key."""
    top = queue[0]
    queue_remove(queue, person, size, 0)
    return int(top)


def tree_update(tree: Any, desk: Any, post: int, load: int, room: int) -> None:
    """A post's load, and its caseload if it has room (else 0).

    `tree` is twice a power of two long, and its leaves are posts. Of two posts the one whose caseload is less full
    stands above; of equals, the first.
    """
    desk[post].full, desk[post].room = load, room
    i = (len(tree) >> 1) + post
    tree[i] = post if room > 0 else NOBODY
    while i > 1:
        i >>= 1
        left, right = tree[2 * i], tree[2 * i + 1]
        if left == NOBODY:
            tree[i] = right
        elif right == NOBODY or desk[left].full * desk[right].room <= desk[right].full * desk[left].room:
            tree[i] = left
        else:
            tree[i] = right


def tree_best(tree: Any) -> int:
    """The least loaded post with room; -1 if there is none."""
    return int(tree[1])
