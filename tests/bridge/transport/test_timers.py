from bridge.timers import Timers


def fire(timers: Timers, now: float) -> None:
    for timer in timers.due(now):
        timer.fire()


def test_timers_fire_in_order_and_once() -> None:
    timers, fired = Timers(), list[str]()
    timers.add(2.0, lambda: fired.append("second"))
    timers.add(1.0, lambda: fired.append("first"))
    timers.add(2.0, lambda: fired.append("third"))
    fire(timers, 1.5)
    fire(timers, 5.0)
    fire(timers, 9.0)
    assert fired == ["first", "second", "third"]


def test_the_wait_is_until_the_next_one() -> None:
    timers = Timers()
    assert timers.seconds_to_next(0.0) is None
    timers.add(3.0, lambda: None)
    assert timers.seconds_to_next(1.0) == 2.0
    assert timers.seconds_to_next(7.0) == 0.0


def test_cancelled_timers_do_not_fire_even_when_they_are_due_together() -> None:
    timers, fired = Timers(), list[str]()
    victim = timers.add(1.5, lambda: fired.append("victim"))
    timers.add(1.0, victim.cancel)
    fire(timers, 2.0)
    victim.cancel()
    assert fired == []


def test_cancelled_timers_hold_no_call_and_little_memory() -> None:
    timers = Timers()
    for _ in range(1000):
        timer = timers.add(1800.0, lambda: None, owner=object())
        timer.cancel()
        assert timer.owner is None
    timers.add(1.0, lambda: None)
    assert len(timers) < 200
    assert timers.seconds_to_next(0.0) == 1.0
