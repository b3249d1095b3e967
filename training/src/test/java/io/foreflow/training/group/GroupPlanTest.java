package io.foreflow.training.group;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorShare;
import io.foreflow.training.group.GroupSelector.ByList;
import io.foreflow.training.group.GroupSelector.ByPattern;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupPlanTest {

    @Property(tries = 100)
    void shouldPutEachSensorIntoTheOneGroupThatSelectsIt(
            @ForAll @IntRange(min = 1, max = 400) int count, @ForAll @IntRange(min = 1, max = 60) int size) {
        // given
        SortedSet<SensorId> sensors = sensors("s-", count);

        // when
        GroupPlan plan = GroupPlan.byHash(sensors, size);

        // then
        List<SensorGroup> own = own(plan);
        assertThat(plan.groups()).allMatch(group -> group.sensors().size() <= size);
        assertThat(own.stream().flatMap(group -> group.sensors().stream()))
                .hasSize(own.isEmpty() ? 0 : count)
                .doesNotHaveDuplicates();
        assertThat(own).allSatisfy(group -> {
            ByPattern selector = (ByPattern) group.selector();
            assertThat(selector.pattern()).isEqualTo("*");
            assertThat(selector.share().bits()).isEqualTo(group.name());
            assertThat(sensors.stream().filter(selector.share()::contains)).containsExactlyElementsOf(group.sensors());
        });
        assertThat(own.isEmpty()).isEqualTo(count <= size);
        assertThat(shared(plan).sensors()).hasSize(Math.min(count, size)).isSubsetOf(sensors);
    }

    @Property(tries = 50)
    void shouldChangeNoOtherGroupWhenOneIsSplit(@ForAll @IntRange(min = 60, max = 300) int count) {
        // given
        GroupPlan before = GroupPlan.byHash(sensors("s-", count), 20);

        // when
        GroupPlan after = GroupPlan.byHash(sensors("s-", count + 1), 20);

        // then: the new sensor changes the group that it joins, or splits it; a sensor stays in the share that it had
        Set<String> changed = own(after).stream()
                .filter(group -> !own(before).contains(group))
                .map(SensorGroup::name)
                .collect(Collectors.toSet());
        assertThat(own(before).stream().filter(group -> !own(after).contains(group)))
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(group -> assertThat(changed).allMatch(name -> name.startsWith(group.name())));
    }

    @Test
    void shouldTakeTheSampleOfTheSharedModelEvenlyFromAllGroups() {
        // given: groups of 60, 30 and 10, and 20 sensors without one
        SortedSet<SensorId> sensors = union(sensors("a-", 60), sensors("b-", 30), sensors("c-", 10), sensors("d-", 20));

        // when
        GroupPlan plan = GroupPlan.byPatterns(
                sensors, List.of(starting("a", "a-"), starting("b", "b-"), starting("c", "c-")), 60);

        // then
        assertThat(shared(plan).sensors()).hasSize(60);
        assertThat(shared(plan).sensors().stream()
                        .collect(
                                Collectors.groupingBy(sensor -> sensor.value().substring(0, 1), Collectors.counting())))
                .containsEntry("a", 30L)
                .containsEntry("b", 15L)
                .containsEntry("c", 5L)
                .containsEntry("d", 10L);
        assertThat(shared(plan).selector()).isEqualTo(new ByPattern("*", SensorShare.ALL));
        assertThat(shared(plan).modelName("traffic")).isEqualTo("traffic");
    }

    @Test
    void shouldSplitAPatternWithTooManySensorsByBits() {
        // when
        GroupPlan plan = GroupPlan.byPatterns(
                union(sensors("n-", 40), sensors("s-", 3)), List.of(starting("north", "n-"), starting("s", "s-")), 15);

        // then
        assertThat(own(plan))
                .extracting(SensorGroup::name)
                .contains("s")
                .allMatch(name -> name.matches("s|north-[01]+"));
        assertThat(own(plan)).filteredOn(group -> !group.name().equals("s")).allSatisfy(group -> {
            ByPattern selector = (ByPattern) group.selector();
            assertThat(selector.pattern()).isEqualTo("n-*");
            assertThat(group.name()).isEqualTo("north-" + selector.share().bits());
            assertThat(group.sensors()).allMatch(selector.share()::contains);
            assertThat(group.modelName("traffic")).isEqualTo("traffic." + group.name());
        });
    }

    @Test
    void shouldLetANarrowerPatternComeBeforeAWiderOne() {
        // when
        GroupPlan plan = GroupPlan.byPatterns(
                union(sensors("n-", 4), sensors("s-", 3)), List.of(starting("north", "n-"), starting("rest", "")), 50);

        // then
        assertThat(own(plan)).extracting(SensorGroup::name).containsExactly("north", "rest");
        assertThat(own(plan).get(1).sensors()).isEqualTo(sensors("s-", 3));
    }

    @Test
    void shouldTellAllProblemsOfPatternsAtOnce() {
        // given
        SortedSet<SensorId> sensors = union(sensors("n-", 4), sensors("s-", 3));
        List<PatternGroup> patterns = List.of(
                starting("rest", ""),
                starting("north", "n-"),
                group("East Side", "*-1", sensor -> sensor.value().endsWith("-1")),
                starting("none", "x-"),
                starting("none", "s-"));

        // then
        assertThatThrownBy(() -> GroupPlan.byPatterns(sensors, patterns, 50))
                .isInstanceOf(InvalidGroupsException.class)
                .hasMessageContainingAll(
                        "group East Side: a name has lower case letters, digits, '_' and '-'",
                        "group none is given twice; give each pattern a name of its own",
                        "group none=x-* matches no sensor",
                        "group north=n-* has no sensor left: rest=* matches all of its sensors; put north=n-* first",
                        "sensor n-1 matches north=n-* and East Side=*-1; make them disjoint, or put a pattern whose"
                                + " sensors all match the other one first");
    }

    @Test
    void shouldRefuseAPatternWhoseSensorsAreAllTaken() {
        // given: each half is taken by a narrower pattern
        List<PatternGroup> patterns = List.of(starting("n", "n-"), starting("s", "s-"), starting("all", ""));

        // then
        assertThatThrownBy(() -> GroupPlan.byPatterns(union(sensors("n-", 4), sensors("s-", 3)), patterns, 50))
                .isInstanceOf(InvalidGroupsException.class)
                .hasMessage("group all=* has no sensor left: the groups before it match all of its sensors");
    }

    @Test
    void shouldRefuseTwoGroupsThatEndUpWithOneName() {
        // given: a group is split into north-00, north-01 and north-1, and another one is called north-1
        List<PatternGroup> patterns = List.of(starting("north-1", "s-"), starting("north", "n-"));

        // then
        assertThatThrownBy(() -> GroupPlan.byPatterns(union(sensors("n-", 12), sensors("s-", 3)), patterns, 10))
                .isInstanceOf(InvalidGroupsException.class)
                .hasMessageStartingWith("two groups have the name north-1");
    }

    @Test
    void shouldAssignByATable() {
        // given: one sensor of the table is not there yet, and one sensor is not in the table
        GroupAssignment assignment = GroupAssignment.parse(
                "groups.csv",
                List.of("note,group,sensor", "x,south,s-1", ",north,n-0", ",north,n-1", ",north,n-99", ""));

        // when
        GroupPlan plan = GroupPlan.byAttribute(union(sensors("n-", 2), sensors("s-", 3)), assignment, 50);

        // then
        assertThat(own(plan)).extracting(SensorGroup::name).containsExactly("north", "south");
        assertThat(own(plan).get(0).sensors()).isEqualTo(sensors("n-", 2));
        assertThat(own(plan).get(0).selector()).isEqualTo(new ByList(ids("n-0", "n-1", "n-99")));
        assertThat(shared(plan).sensors()).hasSize(5);
    }

    @Test
    void shouldTellAllProblemsOfATableAtOnce() {
        // given
        GroupAssignment assignment = GroupAssignment.parse(
                "groups.csv", List.of("sensor,group", "n-0,north", "n-0,south", "n-1", ",south", "n-2,North", "x-1,x"));

        // then
        assertThatThrownBy(() -> GroupPlan.byAttribute(sensors("n-", 5), assignment, 50))
                .isInstanceOf(InvalidGroupsException.class)
                .hasMessageContainingAll(
                        "groups.csv, line 3: the sensor n-0 is in the file already, in group north",
                        "groups.csv, line 4: there is no column group",
                        "groups.csv, line 5: a sensor id",
                        "group North: a name has lower case letters",
                        "group x has no sensor with a reading; its first sensor is x-1");
    }

    @Test
    void shouldRefuseATableWithoutItsColumns() {
        assertThat(GroupAssignment.parse("g.csv", List.of("id,group", "a,b")).problems())
                .containsExactly("g.csv, line 1: the header must name the columns sensor and group");
        assertThat(GroupAssignment.parse("g.csv", List.of()).problems()).hasSize(1);
        assertThat(GroupAssignment.parse("g.csv", List.of("sensor,group")).problems())
                .containsExactly("g.csv has no row");
    }

    @Test
    void shouldDealGroupsOutToShards() {
        List<GroupShard> shards =
                IntStream.range(0, 3).mapToObj(i -> GroupShard.parse(i + "/3")).toList();

        assertThat(IntStream.range(0, 20).mapToObj(place -> shards.stream()
                        .filter(shard -> shard.has(place))
                        .count()))
                .allMatch(owners -> owners == 1);
        assertThat(Stream.of("3/3", "-1/3", "0/0", "1", "a/b", "0/1000000000"))
                .allSatisfy(text ->
                        assertThatThrownBy(() -> GroupShard.parse(text)).isInstanceOf(IllegalArgumentException.class));
    }

    private static List<SensorGroup> own(GroupPlan plan) {
        return plan.groups().subList(0, plan.groups().size() - 1);
    }

    private static SensorGroup shared(GroupPlan plan) {
        SensorGroup last = plan.groups().get(plan.groups().size() - 1);
        assertThat(last.isShared()).isTrue();
        return last;
    }

    private static PatternGroup starting(String name, String prefix) {
        return group(name, prefix + "*", sensor -> sensor.value().startsWith(prefix));
    }

    private static PatternGroup group(String name, String pattern, Predicate<SensorId> matches) {
        return new PatternGroup(name, pattern, matches);
    }

    private static SortedSet<SensorId> sensors(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> SensorId.of(prefix + i)).collect(toCollection(TreeSet::new));
    }

    private static SortedSet<SensorId> ids(String... ids) {
        return Stream.of(ids).map(SensorId::of).collect(toCollection(TreeSet::new));
    }

    @SafeVarargs
    private static SortedSet<SensorId> union(SortedSet<SensorId>... sets) {
        SortedSet<SensorId> union = new TreeSet<>();
        for (SortedSet<SensorId> set : sets) {
            union.addAll(set);
        }
        return union;
    }
}
