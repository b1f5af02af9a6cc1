"""What holds for every test."""

import signal

from hypothesis import HealthCheck, settings

# `nohup` and `&` in a script leave signals ignored, and tests of interruption send them.
for number, handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

# How long an example takes depends on what else the machine does; what it says does not.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
