package io.foreflow.training.group;

import static java.util.stream.Collectors.toCollection;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorShare;
import io.foreflow.training.group.GroupSelector.ByList;
import io.foreflow.training.group.GroupSelector.ByPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The groups of all sensors. A sensor trains the first group that selects it. A group with too many sensors is split in
 * halves by the bits of {@link SensorShare}, again and again, so that a further split of one group changes no other. A
 * half without a sensor is no group.
 *
 * <p>The shared group trains on an even sample of all sensors: they are sorted by group, then id, those without a group
 * last, and every n-th is taken. If all sensors fit into one group by hash, it has all of them and is the only one.
 *
 * @param groups the groups, in the order in which they select; the shared one is the last
 */
public record GroupPlan(List<SensorGroup> groups) {
    /** Maximum number of sensors of a group, unless another was asked for: as many as get hourly regressions. */
    public static final int DEFAULT_SIZE = 50;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

    public GroupPlan {
        groups = List.copyOf(groups);
    }

    /** A share of a group that is small enough, at least one sensor. */
    private record GroupPart(SensorShare share, SortedSet<SensorId> sensors) {}

    /**
     * Assigns sensors by the hash of their ids alone. Names of groups are their bits.
     *
     * @param sensors at least one
     * @param size maximum number of sensors of a group, at least 1
     */
    public static GroupPlan byHash(SortedSet<SensorId> sensors, int size) {
        if (sensors.size() <= size) {
            return of(List.of(), sensors, size);
        }
        List<SensorGroup> groups = parts(SensorShare.ALL, sensors, size).stream()
                .map(part -> new SensorGroup(
                        part.share().bits(), new ByPattern(ByPattern.EVERY_SENSOR, part.share()), part.sensors()))
                .toList();
        return of(groups, sensors, size);
    }

    /**
     * Assigns sensors by patterns. A sensor may match two patterns only if the first one is the narrower: if each
     * sensor of the first matches the second. Then it belongs to the first.
     *
     * @param sensors at least one
     * @param size maximum number of sensors of a group, at least 1
     * @throws InvalidGroupsException with all problems
     */
    public static GroupPlan byPatterns(SortedSet<SensorId> sensors, List<PatternGroup> patterns, int size) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (PatternGroup pattern : patterns) {
            requireName(pattern.name(), problems);
            if (!names.add(pattern.name())) {
                problems.add("group " + pattern.name() + " is given twice; give each pattern a name of its own");
            }
        }
        List<TreeSet<SensorId>> matches = patterns.stream()
                .map(pattern -> sensors.stream().filter(pattern.matches()).collect(toCollection(TreeSet::new)))
                .toList();
        for (int later = 0; later < patterns.size(); later++) {
            if (matches.get(later).isEmpty()) {
                problems.add("group " + patterns.get(later) + " matches no sensor");
            }
            for (int earlier = 0; earlier < later; earlier++) {
                compare(patterns, matches, earlier, later, problems);
            }
        }
        refuse(problems);
        List<SensorGroup> groups = new ArrayList<>();
        Set<SensorId> taken = new HashSet<>();
        for (int i = 0; i < patterns.size(); i++) {
            PatternGroup pattern = patterns.get(i);
            SortedSet<SensorId> own = new TreeSet<>(matches.get(i));
            own.removeAll(taken);
            taken.addAll(own);
            if (own.isEmpty()) {
                problems.add("group " + pattern + " has no sensor left: the groups before it match all of its sensors");
            }
            parts(SensorShare.ALL, own, size)
                    .forEach(part -> groups.add(new SensorGroup(
                            name(pattern.name(), part),
                            new ByPattern(pattern.pattern(), part.share()),
                            part.sensors())));
        }
        requireDistinct(groups, problems);
        refuse(problems);
        return of(groups, sensors, size);
    }

    /** Compares two patterns: sensors of both must be all sensors of the first. */
    private static void compare(
            List<PatternGroup> patterns,
            List<TreeSet<SensorId>> matches,
            int earlier,
            int later,
            List<String> problems) {
        PatternGroup first = patterns.get(earlier);
        PatternGroup second = patterns.get(later);
        SortedSet<SensorId> both = new TreeSet<>(matches.get(earlier));
        both.retainAll(matches.get(later));
        if (both.isEmpty() || both.size() == matches.get(earlier).size()) {
            return;
        }
        problems.add(
                both.size() == matches.get(later).size()
                        ? "group " + second + " has no sensor left: " + first + " matches all of its sensors; put "
                                + second + " first"
                        : "sensor " + both.first() + " matches " + first + " and " + second
                                + "; make them disjoint, or put a pattern whose sensors all match the other one first");
    }

    /**
     * Assigns sensors by a file. Sensors that the file does not name belong to no group.
     *
     * @param sensors at least one
     * @param size maximum number of sensors of a group, at least 1; sensors of the file without a reading count
     * @throws InvalidGroupsException with all problems, those of the file among them
     */
    public static GroupPlan byAttribute(SortedSet<SensorId> sensors, GroupAssignment assignment, int size) {
        List<String> problems = new ArrayList<>(assignment.problems());
        Map<String, TreeSet<SensorId>> byName = new TreeMap<>();
        assignment.groups().forEach((sensor, name) -> byName.computeIfAbsent(name, any -> new TreeSet<>())
                .add(sensor));
        List<SensorGroup> groups = new ArrayList<>();
        byName.forEach((name, listed) -> {
            requireName(name, problems);
            if (listed.stream().noneMatch(sensor -> sensors.contains(sensor))) {
                problems.add("group " + name + " has no sensor with a reading; its first sensor is " + listed.first());
            }
            for (GroupPart part : parts(SensorShare.ALL, listed, size)) {
                SortedSet<SensorId> present = new TreeSet<>(part.sensors());
                present.retainAll(sensors);
                if (!present.isEmpty()) {
                    groups.add(new SensorGroup(name(name, part), new ByList(part.sensors()), present));
                }
            }
        });
        requireDistinct(groups, problems);
        refuse(problems);
        return of(groups, sensors, size);
    }

    private static GroupPlan of(List<SensorGroup> groups, SortedSet<SensorId> sensors, int size) {
        if (sensors.isEmpty()) {
            throw new IllegalArgumentException("there must be a sensor");
        }
        Set<SensorId> sorted = new LinkedHashSet<>();
        groups.forEach(group -> sorted.addAll(group.sensors()));
        sorted.addAll(sensors);
        List<SensorGroup> all = new ArrayList<>(groups);
        all.add(new SensorGroup(
                "", new ByPattern(ByPattern.EVERY_SENSOR, SensorShare.ALL), sample(List.copyOf(sorted), size)));
        return new GroupPlan(all);
    }

    /** Returns at most {@code most} of the sensors, evenly spread. */
    private static SortedSet<SensorId> sample(List<SensorId> sensors, int most) {
        int taken = Math.min(most, sensors.size());
        SortedSet<SensorId> sample = new TreeSet<>();
        for (int i = 1; i <= taken; i++) {
            sample.add(sensors.get((int) ((long) sensors.size() * i / taken) - 1));
        }
        return sample;
    }

    /** Splits a group until each part is small enough; parts without a sensor are left out. */
    private static List<GroupPart> parts(SensorShare share, Collection<SensorId> sensors, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("the size of a group (" + size + ") must be at least 1");
        }
        if (sensors.isEmpty()) {
            return List.of();
        }
        if (sensors.size() <= size) {
            return List.of(new GroupPart(share, new TreeSet<>(sensors)));
        }
        List<GroupPart> parts = new ArrayList<>();
        for (SensorShare half : share.halves()) {
            parts.addAll(parts(half, sensors.stream().filter(half::contains).toList(), size));
        }
        return parts;
    }

    private static String name(String group, GroupPart part) {
        return part.share().equals(SensorShare.ALL)
                ? group
                : group + "-" + part.share().bits();
    }

    private static void requireName(String name, List<String> problems) {
        if (!NAME.matcher(name).matches()) {
            problems.add("group " + (name.isEmpty() ? "without a name" : name)
                    + ": a name has lower case letters, digits, '_' and '-', begins with a letter or digit, and has at"
                    + " most 40 characters");
        }
    }

    private static void requireDistinct(List<SensorGroup> groups, List<String> problems) {
        Set<String> names = new HashSet<>();
        groups.stream()
                .map(SensorGroup::name)
                .filter(name -> !names.add(name))
                .forEach(name -> problems.add("two groups have the name " + name
                        + ", because one with too many sensors is split by bits; rename one of them"));
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidGroupsException(problems);
        }
    }
}
