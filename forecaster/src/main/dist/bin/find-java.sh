# Sourced by the launchers: finds a Java that is new enough, or says what to install and ends.
# Sets java (the program) and java_major (its feature release).

fail() {
    echo "foreflow: $*" >&2
    exit 1
}

java_advice="Install JDK 17 or newer (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless; elsewhere: https://adoptium.net) or point JAVA_HOME at one."

require_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME ($JAVA_HOME) holds no bin/java. $java_advice"
    else
        java=$(command -v java 2>/dev/null) || fail "there is no java on the PATH and JAVA_HOME is not set. $java_advice"
    fi
    java_said=$("$java" -version 2>&1)
    # "17.0.15", "1.8.0_292" or "26-ea"
    java_version=$(printf '%s\n' "$java_said" | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    java_major=${java_version#1.}
    java_major=${java_major%%[!0-9]*}
    [ -n "$java_major" ] || fail "$java does not say which version it is. $java_advice"
    if [ "$java_major" -lt 17 ]; then
        fail "Java $java_version ($java) is too old. $java_advice"
    fi
}

# Building needs more than running.
require_compiler() {
    if [ -n "${JAVA_HOME:-}" ]; then
        [ -x "$JAVA_HOME/bin/javac" ] || fail "JAVA_HOME ($JAVA_HOME) is a Java runtime without a compiler. $java_advice"
    else
        command -v javac >/dev/null 2>&1 || fail "$java is a Java runtime without a compiler. $java_advice"
    fi
}
