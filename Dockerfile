# docker run --rm --volume "$PWD:/data:ro" bridgelint --recursive

FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY linter linter
COPY rules rules
# pip stays in this stage: what is copied holds bridgelint and what it needs, compiled.
RUN python -m venv --without-pip /opt/bridgelint
RUN python -m pip --python /opt/bridgelint/bin/python install --no-cache-dir --disable-pip-version-check '.[emit]'

FROM python:3.13-slim
COPY --from=build /opt/bridgelint /opt/bridgelint
# Nobody: a linter reads what is mounted and owns nothing.
USER 65534:65534
WORKDIR /data
ENTRYPOINT ["/opt/bridgelint/bin/bridgelint"]
