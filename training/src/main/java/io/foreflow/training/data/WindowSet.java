package io.foreflow.training.data;

import static java.util.Comparator.comparing;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Training windows of one shape, sorted by sensor and origin, each once. Duplicates and the order of arrival do not
 * matter.
 */
public final class WindowSet {
    private static final Comparator<TrainingWindow> ORDER = comparing(
                    (TrainingWindow window) -> window.window().sensor())
            .thenComparing(window -> window.window().origin());

    private final WindowShape shape;
    private final List<TrainingWindow> windows;

    /** Cached once computed: a year of many sensors takes seconds. Two threads at once compute the same value. */
    private volatile @Nullable String digest;

    private WindowSet(WindowShape shape, List<TrainingWindow> windows) {
        this.shape = shape;
        this.windows = List.copyOf(windows);
    }

    /**
     * Creates a set. If several windows have the same sensor and origin, it keeps the one with the highest revision; of
     * several with that revision, the one whose canonical bytes are greatest, so that the result does not depend on
     * their order.
     *
     * @throws TooLittleDataException if there is no window
     * @throws IllegalArgumentException if they differ in shape
     */
    public static WindowSet of(Collection<TrainingWindow> windows) {
        if (windows.isEmpty()) {
            throw new TooLittleDataException(
                    "there are no training windows; a sensor yields its first one after history and horizon, without a"
                            + " long gap between them");
        }
        List<WindowShape> shapes = windows.stream()
                .map(window -> window.window().shape())
                .distinct()
                .toList();
        if (shapes.size() > 1) {
            throw new IllegalArgumentException("the training windows differ in shape: " + shapes
                    + "; train on those of one configuration of the windowing");
        }
        List<TrainingWindow> sorted = new ArrayList<>(windows);
        sorted.sort(ORDER);
        List<TrainingWindow> kept = new ArrayList<>(sorted.size());
        for (TrainingWindow window : sorted) {
            int last = kept.size() - 1;
            if (last >= 0 && ORDER.compare(kept.get(last), window) == 0) {
                kept.set(last, preferred(kept.get(last), window));
            } else {
                kept.add(window);
            }
        }
        return new WindowSet(shapes.get(0), kept);
    }

    private static TrainingWindow preferred(TrainingWindow one, TrainingWindow other) {
        int revisions = Integer.compare(one.window().revision(), other.window().revision());
        if (revisions != 0) {
            return revisions > 0 ? one : other;
        }
        return Arrays.compareUnsigned(CanonicalBytes.of(one), CanonicalBytes.of(other)) >= 0 ? one : other;
    }

    /** Returns the windows that {@code wanted} admits, possibly none. */
    public WindowSet filter(Predicate<TrainingWindow> wanted) {
        return new WindowSet(shape, windows.stream().filter(wanted).toList());
    }

    /** Returns at most {@code most} of the windows, see {@link #spread(List, int)}. */
    public WindowSet spread(int most) {
        return windows.size() <= most ? this : new WindowSet(shape, spread(windows, most));
    }

    /** Returns at most {@code most} of the windows, evenly spread, the last among them. */
    public static List<TrainingWindow> spread(List<TrainingWindow> windows, int most) {
        if (windows.size() <= most) {
            return windows;
        }
        List<TrainingWindow> taken = new ArrayList<>(most);
        for (int i = 1; i <= most; i++) {
            taken.add(windows.get((int) ((long) windows.size() * i / most) - 1));
        }
        return taken;
    }

    public WindowShape shape() {
        return shape;
    }

    public int size() {
        return windows.size();
    }

    /** The windows, sorted by sensor, then origin. */
    public List<TrainingWindow> windows() {
        return windows;
    }

    public SortedSet<SensorId> sensors() {
        return windows.stream().map(window -> window.window().sensor()).collect(Collectors.toCollection(TreeSet::new));
    }

    public SortedSet<ZoneId> zones() {
        return windows.stream()
                .map(window -> window.window().zone())
                .collect(Collectors.toCollection(() -> new TreeSet<>(comparing(ZoneId::getId))));
    }

    /** Returns the origins, ascending, each as often as it has windows. */
    List<Instant> origins() {
        return windows.stream().map(window -> window.window().origin()).sorted().toList();
    }

    /** Returns the identity of the set: SHA-256, hex, of the canonical bytes of its windows in their order. */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = CanonicalBytes.sha256(windows);
            digest = known;
        }
        return known;
    }
}
