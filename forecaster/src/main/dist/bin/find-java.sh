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

# Whether the Java that was found has a module: read from the file "release" in its folder, without starting it. That of a
# runtime (IMAGE_TYPE="JRE") may list the modules of the JDK that it was made from, and is not believed.
java_has_module() {
    java_program=$java
    while [ -L "$java_program" ]; do
        java_target=$(readlink "$java_program")
        case $java_target in
            /*) java_program=$java_target ;;
            *) java_program=$(dirname -- "$java_program")/$java_target ;;
        esac
    done
    java_release=$(dirname -- "$java_program")/../release
    [ -r "$java_release" ] || return 1
    case $(sed -n 's/^IMAGE_TYPE=//p' "$java_release") in
        *JRE*) return 1 ;;
    esac
    java_modules=$(sed -n 's/^MODULES="\(.*\)".*/\1/p' "$java_release")
    case " $java_modules " in
        *" $1 "*) return 0 ;;
        *) return 1 ;;
    esac
}

# Building needs more than running.
require_compiler() {
    if [ -n "${JAVA_HOME:-}" ]; then
        [ -x "$JAVA_HOME/bin/javac" ] || fail "JAVA_HOME ($JAVA_HOME) is a Java runtime without a compiler. $java_advice"
    else
        command -v javac >/dev/null 2>&1 || fail "$java is a Java runtime without a compiler. $java_advice"
    fi
}
