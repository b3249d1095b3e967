package io.foreflow.spark;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.foreflow.models.series.Reading;
import io.foreflow.spark.InputRow.UsedRow;
import io.foreflow.training.group.SensorGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.Partitioner;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Brings the readings of each group to one task. A sensor of two groups goes to both. */
final class GroupShuffle {
    /** Readings that a task holds before it packs them. */
    private static final int BUFFERED = 500_000;

    /**
     * The order in which readings count: by time. Readings of the same time are in an order that does not depend on the
     * files, so that a task that runs again sees the same.
     */
    static final Comparator<Reading> ORDER = comparing(Reading::time)
            .thenComparing(GroupShuffle::value, nullsFirst(naturalOrder()))
            .thenComparing(reading -> new TreeMap<>(reading.covariates()).toString());

    private GroupShuffle() {}

    private static @Nullable Double value(Reading reading) {
        return reading.value();
    }

    /** Returns the places of the groups that each sensor trains. */
    static Map<String, int[]> places(List<SensorGroup> groups) {
        Map<String, List<Integer>> lists = new HashMap<>();
        for (int place = 0; place < groups.size(); place++) {
            int at = place;
            groups.get(place).sensors().forEach(sensor -> lists.computeIfAbsent(
                            sensor.value(), any -> new ArrayList<>())
                    .add(at));
        }
        Map<String, int[]> places = new HashMap<>();
        lists.forEach((sensor, list) ->
                places.put(sensor, list.stream().mapToInt(Integer::intValue).toArray()));
        return places;
    }

    /** Gives each group a partition of its own. */
    static final class ByPlace extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int groups;

        ByPlace(int groups) {
            this.groups = groups;
        }

        @Override
        public int numPartitions() {
            return groups;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByPlace that && groups == that.groups;
        }

        @Override
        public int hashCode() {
            return groups;
        }
    }

    /** Packs the readings of a partition, some at a time. */
    static final class Packing implements Iterator<Tuple2<Integer, ReadingBlock>> {
        private final Iterator<InputRow> rows;
        private final Map<String, int[]> places;
        private final List<String> covariates;
        private final Deque<Tuple2<Integer, ReadingBlock>> packed = new ArrayDeque<>();

        /** @param places places of the groups of each sensor; sensors that are not in it are left out */
        Packing(Iterator<InputRow> rows, Map<String, int[]> places, List<String> covariates) {
            this.rows = rows;
            this.places = places;
            this.covariates = covariates;
        }

        @Override
        public boolean hasNext() {
            while (packed.isEmpty() && rows.hasNext()) {
                pack();
            }
            return !packed.isEmpty();
        }

        private void pack() {
            Map<String, ReadingBlock.Packer> bySensor = new HashMap<>();
            for (int buffered = 0; buffered < BUFFERED && rows.hasNext(); buffered++) {
                if (rows.next() instanceof UsedRow used) {
                    String sensor = used.reading().sensor().value();
                    if (places.containsKey(sensor)) {
                        bySensor.computeIfAbsent(sensor, any -> new ReadingBlock.Packer(covariates))
                                .add(used.reading());
                    }
                }
            }
            bySensor.forEach((sensor, packer) -> {
                ReadingBlock block = packer.packed(sensor);
                for (int place : places.getOrDefault(sensor, new int[0])) {
                    packed.add(new Tuple2<>(place, block));
                }
            });
        }

        @Override
        public Tuple2<Integer, ReadingBlock> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return packed.remove();
        }
    }
}
