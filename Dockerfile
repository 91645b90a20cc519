# The image for CI and for the hook `weir-docker`: the static binary, and git for revisions. Built by: docker build -t weir .
FROM debian:bookworm AS build
COPY . /weir
RUN cd /weir && ./run build release

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
COPY --from=build /weir/build/release/weir /usr/local/bin/weir
COPY LICENSE /usr/share/doc/weir/LICENSE
USER 65534:65534
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/weir"]
