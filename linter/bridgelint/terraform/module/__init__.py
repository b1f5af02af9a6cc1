"""One module directory under one set of inputs."""
