package io.foreflow.forecaster.cli;

import io.foreflow.training.group.GroupPlan;
import io.foreflow.training.group.GroupRules;
import io.foreflow.training.group.GroupShard;
import io.foreflow.training.group.PatternGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options of a training in groups. */
final class GroupOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--groups",
            paramLabel = "hash|FILE.csv",
            description =
                    "Trains a model for each group of sensors, and a shared one for all other sensors. hash: groups by the"
                            + " hash of the sensor's id. FILE.csv: groups by a table with the columns sensor and group.")
    private @Nullable String groups;

    @Option(
            names = "--group",
            paramLabel = "NAME=PATTERN",
            description =
                    "Trains a model for the sensors that match a pattern, such as north=n-*. May be repeated. A sensor"
                            + " may match two patterns only if the first one is the narrower.")
    private List<String> patterns = new ArrayList<>();

    @Option(
            names = "--group-size",
            paramLabel = "N",
            description = "Maximum number of sensors of a group; a larger group is split. Default: 50.")
    private @Nullable Integer size;

    @Option(
            names = "--resume",
            description =
                    "With groups: goes on with the training in the folder, and begins one if there is none. Groups"
                            + " that are done are not trained again.")
    private boolean resume;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = ShardConverter.class,
            description = "With groups: trains every N-th group, from the I-th on (0 to N-1), and joins the training in"
                    + " the folder as --resume does.")
    private @Nullable GroupShard shard;

    /** Returns true if models are trained in groups. */
    boolean isGiven() {
        return groups != null || !patterns.isEmpty();
    }

    /**
     * Checks the options against each other.
     *
     * @throws ParameterException if they contradict each other
     */
    void check() {
        if (groups != null && !patterns.isEmpty()) {
            throw wrong("--groups and --group exclude each other");
        }
        if (size != null && size < 1) {
            throw wrong("--group-size (" + size + ") must be at least 1");
        }
        Optional<String> stray = Optional.ofNullable(
                size != null ? "--group-size" : resume ? "--resume" : shard != null ? "--shard" : null);
        if (!isGiven() && stray.isPresent()) {
            throw wrong(stray.get() + " says nothing without --groups or --group");
        }
        rules();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns how sensors are assigned to groups. */
    GroupRules rules() {
        List<PatternGroup> parsed = new ArrayList<>();
        for (String text : patterns) {
            try {
                parsed.add(PatternGroup.parse(text));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--group " + e.getMessage(), e);
            }
        }
        return new GroupRules(groups == null ? "" : groups, parsed, size == null ? GroupPlan.DEFAULT_SIZE : size);
    }

    boolean joins() {
        return resume || shard != null;
    }

    GroupShard shard() {
        return shard == null ? GroupShard.WHOLE : shard;
    }

    /** Converts the text of {@code --shard}. */
    static final class ShardConverter implements ITypeConverter<GroupShard> {
        @Override
        public GroupShard convert(String value) {
            try {
                return GroupShard.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
