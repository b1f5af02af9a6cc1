from collections.abc import Callable

class Loader: ...

# A variable, because it can be replaced.
create_loader: Callable[..., Loader]
