# Built from the sources, so that an image needs nothing but this folder: docker build -t foreflow .
# Debian-based on purpose: Deeplearning4j's natives crash on musl. --build-arg DL4J=no leaves Deeplearning4j out.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q -ntp -DskipTests -pl forecaster -am package
ARG DL4J=yes
RUN [ "$DL4J" = yes ] || rm -r forecaster/target/foreflow/lib/dl4j

# The JDK, because its runtime image is not sure to have the module that the fused engine computes with.
FROM eclipse-temurin:17-jdk
RUN groupadd --system --gid 10001 foreflow \
    && useradd --system --uid 10001 --gid foreflow --home-dir /var/lib/foreflow --create-home foreflow \
    && mkdir -p /var/cache/foreflow \
    && chown foreflow:foreflow /var/cache/foreflow
COPY --from=build /src/forecaster/target/foreflow /opt/foreflow
USER foreflow
WORKDIR /var/lib/foreflow
# State that survives a restart, and the native libraries that are unpacked at the first run. With a read-only root, keep
# these two and /tmp writable; /tmp must allow execution (RocksDB and lz4 unpack libraries there).
VOLUME ["/var/lib/foreflow", "/var/cache/foreflow"]
ENV XDG_CACHE_HOME=/var/cache \
    FOREFLOW_STATE_DIR=/var/lib/foreflow/state \
    FOREFLOW_HTTP_HOST=0.0.0.0
EXPOSE 8080
ENTRYPOINT ["/opt/foreflow/bin/foreflow"]
CMD ["serve"]
