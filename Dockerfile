# Builds the image from the sources; nothing but this folder and Maven's libraries is needed:
#
#   docker build -t foreflow .
#   docker build -t foreflow:dl4j --build-arg DL4J=yes .      with the engine on Deeplearning4j
#
# Debian on purpose: RocksDB and Deeplearning4j bring natives for glibc.
ARG BASE=debian:bookworm-slim

# What decides about the libraries, and nothing else: a changed source leaves the layer below as it is.
FROM maven:3.9-eclipse-temurin-17 AS poms
COPY . /src
RUN find /src -type f ! -name pom.xml ! -path '*/src/main/assembly/*' ! -path '/src/.mvn/*' -delete \
    && find /src -depth -type d -empty -delete

FROM maven:3.9-eclipse-temurin-17 AS libraries
COPY --from=poms /src /src
WORKDIR /src
# One source, so that Maven fetches the compiler's plug-ins too.
RUN mkdir -p models/src/main/java/placeholder \
    && echo '@org.jspecify.annotations.NullMarked package placeholder;' >models/src/main/java/placeholder/package-info.java \
    && mvn -B -q -ntp -Dmaven.test.skip -pl forecaster -am package \
    && rm -rf /src

FROM libraries AS build
COPY . /src
ARG DL4J=no
# Offline: whatever is missing above fails here. The bill of materials alone wants Maven to be online.
RUN mvn -o -B -q -ntp -Dmaven.test.skip -pl forecaster -am package \
    && mvn -B -q -ntp -Dmaven.test.skip -pl forecaster -am package \
    && rm -r forecaster/target/foreflow/lib/bench \
    && { [ "$DL4J" = yes ] || rm -r forecaster/target/foreflow/lib/dl4j; }

# A Java of the modules that the service uses, the vectors of the fused engine and the tools of whoever is on call.
FROM eclipse-temurin:17-jdk AS java
RUN jlink --output /java --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --add-modules \
    java.se,jdk.crypto.ec,jdk.incubator.vector,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs

FROM ${BASE}
COPY --from=java /java /opt/java
# Any user may run it, also one that the image does not know.
RUN mkdir -m 1777 /var/lib/foreflow /var/cache/foreflow
COPY --from=build /src/forecaster/target/foreflow /opt/foreflow
USER 10001:10001
WORKDIR /var/lib/foreflow
# State that survives a restart, and unpacked native libraries. With a read-only root keep these two and /tmp writable;
# /tmp must allow execution, because RocksDB and lz4 unpack libraries there.
VOLUME ["/var/lib/foreflow", "/var/cache/foreflow"]
ENV JAVA_HOME=/opt/java \
    PATH=/opt/foreflow/bin:/opt/java/bin:/usr/local/bin:/usr/bin:/bin \
    XDG_CACHE_HOME=/var/cache \
    FOREFLOW_STATE_DIR=/var/lib/foreflow/state \
    FOREFLOW_HTTP_HOST=0.0.0.0
EXPOSE 8080
# bash asks the service itself: no second Java, no curl.
HEALTHCHECK --start-period=90s --interval=10s --timeout=5s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && read -r _ code _ <&3 && [ \"$code\" = 200 ]"]
ENTRYPOINT ["foreflow"]
CMD ["serve"]
LABEL org.opencontainers.image.title="Foreflow" \
    org.opencontainers.image.description="Turns topics of sensor readings into live forecasts" \
    org.opencontainers.image.licenses="Apache-2.0"
