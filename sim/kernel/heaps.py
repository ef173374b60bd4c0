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

    A largest key takes the place of the last one, so that every key looked at has a neighbour: which of two is less is
    then added, not branched on, because it cannot be predicted.
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


def _put(queue: Any, person: Any, base: int, i: int, key: int) -> None:
    """A key at a place, and the place noted for its person, so that any person can be taken out of the middle."""
    queue[base + i] = key
    person[key & PERSON].place = i


def _rise(queue: Any, person: Any, base: int, i: int, key: int) -> None:
    while i > 0 and queue[base + (i - 1 >> 1)] > key:
        _put(queue, person, base, i, queue[base + (i - 1 >> 1)])
        i = (i - 1) >> 1
    _put(queue, person, base, i, key)


def _sink(queue: Any, person: Any, base: int, size: int, i: int, key: int) -> None:
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and queue[base + child + 1] < queue[base + child]:
            child += 1
        if queue[base + child] >= key:
            break
        _put(queue, person, base, i, queue[base + child])
        i = child
    _put(queue, person, base, i, key)


def queue_push(queue: Any, person: Any, base: int, size: int, key: int) -> None:
    """A person joins the queue of `size` people that begins at `base`."""
    _rise(queue, person, base, size, key)


def queue_remove(queue: Any, person: Any, base: int, size: int, i: int) -> None:
    """A person is taken out of the middle of the queue of `size` people that begins at `base`."""
    person[queue[base + i] & PERSON].place = NOBODY
    last = size - 1
    if i < last:
        key = queue[base + last]
        if i > 0 and queue[base + (i - 1 >> 1)] > key:
            _rise(queue, person, base, i, key)
        else:
            _sink(queue, person, base, last, i, key)


def queue_pop(queue: Any, person: Any, base: int, size: int) -> int:
    """Take the first out of the queue of `size` people that begins at `base`; the key."""
    top = queue[base]
    queue_remove(queue, person, base, size, 0)
    return int(top)


def tree_update(tree: Any, base: int, leaves: int, desk: Any, post: int, load: int, room: int) -> None:
    """A post's load, and its caseload if it has room (else 0), in the tree that begins at `base`.

    A tree is twice as long as it has leaves, a power of two, and its leaves are posts. Of two posts the one whose
    caseload is less full stands above; of equals, the first.
    """
    desk[post].full, desk[post].room = load, room
    i = leaves + post
    tree[base + i] = post if room > 0 else NOBODY
    while i > 1:
        i >>= 1
        left, right = tree[base + 2 * i], tree[base + 2 * i + 1]
        if left == NOBODY:
            tree[base + i] = right
        elif right == NOBODY or desk[left].full * desk[right].room <= desk[right].full * desk[left].room:
            tree[base + i] = left
        else:
            tree[base + i] = right


def tree_best(tree: Any, base: int) -> int:
    """The least loaded post with room, in the tree that begins at `base`; -1 if there is none."""
    return int(tree[base + 1])
