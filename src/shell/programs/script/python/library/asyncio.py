import _layercake as _l
import _time as _t


async def sleep(seconds, result=None):
    _t.sleep(seconds)
    return result


def run(coroutine):
    return _l.wait(coroutine)


async def gather(*all):
    results = []
    for one in all:
        results.append(await one)
    return results


def create_task(coroutine):
    return coroutine


async def wait_for(coroutine, timeout=None):
    return await coroutine
