def heappush(heap, item):
    heap.append(item)
    _down(heap, 0, len(heap) - 1)


def heappop(heap):
    last = heap.pop()
    if not heap:
        return last
    first, heap[0] = heap[0], last
    _up(heap, 0)
    return first


def heapreplace(heap, item):
    first, heap[0] = heap[0], item
    _up(heap, 0)
    return first


def heappushpop(heap, item):
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _up(heap, 0)
    return item


def heapify(heap):
    for place in range(len(heap) // 2 - 1, -1, -1):
        _up(heap, place)


def _down(heap, start, place):
    item = heap[place]
    while place > start:
        parent = (place - 1) >> 1
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def _up(heap, place):
    end, start, item = len(heap), place, heap[place]
    child = 2 * place + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    _down(heap, start, place)


def nlargest(n, values, key=None):
    return sorted(values, key=key, reverse=True)[:n]


def nsmallest(n, values, key=None):
    return sorted(values, key=key)[:n]


def merge(*all, key=None, reverse=False):
    waiting = []
    for order, values in enumerate(all):
        values = iter(values)
        for value in values:
            waiting.append([value if key is None else key(value), order, value, values])
            break
    while waiting:
        best = waiting[0]
        for entry in waiting[1:]:
            if (best[0] < entry[0]) if reverse else (entry[0] < best[0]):
                best = entry
        yield best[2]
        for value in best[3]:
            best[0], best[2] = value if key is None else key(value), value
            break
        else:
            waiting.remove(best)
